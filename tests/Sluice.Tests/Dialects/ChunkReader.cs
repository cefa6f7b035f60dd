using System.Buffers;
using System.IO.Pipelines;

namespace Sluice.Tests.Dialects;

/// <summary>
/// An upstream pipe whose every read brings exactly one chunk, each a segment of its own, at once and on the caller's thread: thousands of
/// relays run in a second, and a relay that makes no progress is told so instead of hanging.
/// </summary>
sealed class ChunkReader(IReadOnlyList<ReadOnlyMemory<byte>> chunks, Exception? fault = null) : PipeReader
{
    readonly List<ReadOnlyMemory<byte>> _kept = [];
    ReadOnlySequence<byte> _shown;
    int _next;
    int _idle;
    bool _wantsMore = true;
    bool _ended;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (++_idle > 100)
            throw new NotSupportedException("The relay has read a hundred times without taking anything: it would never end.");
        if (_wantsMore && _next < chunks.Count)
            _kept.Add(chunks[_next++]);
        else if (_wantsMore && fault is not null)
            throw fault;
        else if (_wantsMore)
            // The end comes in a read of its own, as it does from a socket.
            _ended = true;
        _shown = Segment.Join(_kept);
        return new(new ReadResult(_shown, isCanceled: false, _ended));
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var taken = _shown.Slice(0, consumed).Length;
        _wantsMore = _shown.Slice(examined).IsEmpty;
        if (taken > 0 || (_wantsMore && !_ended))
            _idle = 0;
        while (taken > 0)
        {
            if (_kept[0].Length > taken)
            {
                _kept[0] = _kept[0][(int)taken..];
                break;
            }

            taken -= _kept[0].Length;
            _kept.RemoveAt(0);
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        result = default;
        return false;
    }

    public override void CancelPendingRead()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Join(List<ReadOnlyMemory<byte>> pieces)
        {
            if (pieces.Count == 0)
                return ReadOnlySequence<byte>.Empty;
            var first = new Segment { Memory = pieces[0] };
            var last = first;
            foreach (var piece in pieces.Skip(1))
            {
                var next = new Segment { Memory = piece, RunningIndex = last.RunningIndex + last.Memory.Length };
                last.Next = next;
                last = next;
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }
}
