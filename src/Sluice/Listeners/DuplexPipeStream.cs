using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Sluice.Listeners;

/// <summary>
/// A transport as the stream that TLS wants below it. What is flushed leaves at once and as one batch, however many records it is:
/// a record that waits is a token that waits. Reads of length zero wait for data and take none, so an idle connection holds no read buffer.
/// </summary>
internal sealed class DuplexPipeStream(IDuplexPipe transport) : Stream
{
    readonly PipeReader _input = transport.Input;
    readonly PipeWriter _output = transport.Output;
    int _unflushed;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>How many bytes may gather between flushes before they leave all the same; 0, for handshakes, sends every write.</summary>
    public int BatchLimit { get; set; }

    /// <summary>
    /// From now on writes do not wait for a client that does not read: for the last words of a connection that ends anyway.
    /// </summary>
    public bool IsClosing { get; set; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var read = await _input.ReadAsync(cancellationToken);
            if (!read.Buffer.IsEmpty)
            {
                // Counted before advancing: that hands the segments back, and a sequence over returned segments measures anything.
                var count = (int)Math.Min(read.Buffer.Length, buffer.Length);
                var taken = read.Buffer.Slice(0, count);
                taken.CopyTo(buffer.Span);
                _input.AdvanceTo(taken.End);
                return count;
            }

            _input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return 0;

            // Otherwise cancelled: the head's deadline may have fired just after the head was complete. It means nothing here.
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return _unflushed < BatchLimit ? default : new ValueTask(FlushAsync(cancellationToken));
    }

    // A client that has gone is not reported here but by ConnectionClosed, at once and without an exception: as on a plain connection.
    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        _unflushed = 0;
        var flush = _output.FlushAsync(cancellationToken);
        return flush.IsCompletedSuccessfully || IsClosing ? Task.CompletedTask : flush.AsTask();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Reads are asynchronous only.");

    // Without a wait only when a pipe over TLS is completed with bytes unflushed, on a connection that is ending:
    // nothing is left to wait for.
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _output.Write(buffer);
        _unflushed += buffer.Length;
    }

    public override void Flush() => _ = FlushAsync(CancellationToken.None);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
