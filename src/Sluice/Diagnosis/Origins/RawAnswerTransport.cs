using System.IO.Pipelines;

namespace Sluice.Diagnosis.Origins;

/// <summary>Writes onto the connection past the server's own framing. From the first write on, what the server itself writes is dropped.</summary>
internal interface IRawAnswerFeature
{
    /// <summary>Sends bytes at once.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
}

/// <summary>A transport whose sending side can be taken away from the server that uses it.</summary>
internal sealed class RawAnswerTransport(IDuplexPipe inner) : PipeWriter, IDuplexPipe, IRawAnswerFeature
{
    readonly byte[] _sink = new byte[4096];
    bool _taken;

    public PipeReader Input => inner.Input;

    public PipeWriter Output => this;

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _taken = true;
        await inner.Output.WriteAsync(bytes, cancellationToken);
    }

    public override bool CanGetUnflushedBytes => inner.Output.CanGetUnflushedBytes;

    public override long UnflushedBytes => _taken ? 0 : inner.Output.UnflushedBytes;

    public override void Advance(int bytes)
    {
        if (!_taken)
            inner.Output.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) =>
        !_taken ? inner.Output.GetMemory(sizeHint) : sizeHint > _sink.Length ? new byte[sizeHint] : _sink;

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        _taken ? ValueTask.FromResult(default(FlushResult)) : inner.Output.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.Output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Output.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.Output.CompleteAsync(exception);
}
