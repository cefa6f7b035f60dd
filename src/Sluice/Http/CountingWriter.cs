using System.IO.Pipelines;

namespace Sluice.Http;

/// <summary>The response's own writer, with a count of what went through it.</summary>
sealed class CountingWriter(PipeWriter inner) : PipeWriter
{
    /// <summary>Bytes written.</summary>
    public long Count { get; private set; }

    public override void Advance(int bytes)
    {
        Count += bytes;
        inner.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
