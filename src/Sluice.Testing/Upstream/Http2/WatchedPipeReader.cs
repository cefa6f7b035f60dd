using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Sluice.Testing;

/// <summary>
/// A connection's input that shows what it brings, and how it ends, before the HTTP/2 server sees either: when a stream is then aborted,
/// the reason is already known.
/// </summary>
internal sealed class WatchedPipeReader(PipeReader inner, Http2FrameWatch frames, Action<PeerEndingKind> ended) : PipeReader
{
    ReadOnlySequence<byte> _buffer;
    long _consumed;
    long _seen;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return Look(await inner.ReadAsync(cancellationToken));
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException)
        {
            ended(PeerEndingKind.Reset);
            throw;
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result))
            return false;
        Look(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _consumed += _buffer.Slice(0, consumed).Length;
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    ReadResult Look(ReadResult result)
    {
        _buffer = result.Buffer;
        frames.Take(_buffer.Slice(_seen - _consumed));
        _seen = _consumed + _buffer.Length;
        if (result.IsCompleted)
            ended(PeerEndingKind.Fin);
        return result;
    }
}
