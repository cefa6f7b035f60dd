using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Sluice.Upstream.Http1;

/// <summary>
/// The body of one answer as a pipe, straight from the connection's buffer: a read is one receive, framing is taken off in place, and nothing is
/// copied, queued or allocated. What came whole before the framing broke or the connection ended is handed out before the fault is.
/// </summary>
sealed class Http1Body(IByteSource source, ReceiveBuffer buffer, BodyFraming framing) : PipeReader
{
    /// <summary>A wait as long as this says that the stream is slow: its next one holds no buffer, for the price of one more system call.</summary>
    static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(100);

    ChunkedDecoder _chunks;
    bool _slow = true;
    long _left = framing.End == BodyEnd.Length ? framing.Length : long.MaxValue;
    Exception? _fault;
    bool _examined;
    volatile bool _pending;
    bool _completed;
    bool _first = true;

    /// <summary>Whether the body was received to its proper end.</summary>
    public bool Ended { get; private set; } = framing is { End: BodyEnd.Length, Length: 0 };

    /// <summary>Whether a receive is under way.</summary>
    public bool Pending => _pending;

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        if (TryRead(out var result))
            return new ValueTask<ReadResult>(result);
        return ReceiveAsync();
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        // What came behind the head was received with it.
        if (_first)
        {
            _first = false;
            Decode();
        }

        if (Ended || (buffer.BodyLength > 0 && !_examined))
        {
            result = new ReadResult(buffer.Body, isCanceled: false, isCompleted: Ended);
            return true;
        }

        if (_fault is not null)
            throw _fault;
        result = default;
        return false;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<ReadResult> ReceiveAsync()
    {
        var before = buffer.BodyLength;
        while (true)
        {
            _pending = true;
            int count;
            try
            {
                var began = source.Now;
                if (_slow && buffer.Rest())
                    await source.ReceiveAsync(Memory<byte>.Empty);
                count = await source.ReceiveAsync(buffer.Room());
                _slow = source.Since(began) >= Slow;
            }
            catch (Exception broken) when (Http1Connection.IsBreak(broken))
            {
                throw _fault = new IOException("the connection broke within the answer", broken);
            }
            finally
            {
                _pending = false;
            }

            if (count == 0)
                Close();
            else
                Receive(count);
            if (Ended || buffer.BodyLength > before)
            {
                _examined = false;
                return new ReadResult(buffer.Body, isCanceled: false, isCompleted: Ended);
            }

            if (_fault is not null)
                throw _fault;
        }
    }

    void Receive(int count)
    {
        buffer.Received(count);
        Decode();
    }

    void Close()
    {
        if (framing.End == BodyEnd.Close)
            Ended = true;
        else
            _fault = new HttpIOException(HttpRequestError.ResponseEnded, "the connection ended before the answer did");
    }

    void Decode()
    {
        if (framing.End == BodyEnd.Chunked)
        {
            DecodeChunks();
            return;
        }

        var count = (int)Math.Min(buffer.Raw.Length, _left);
        buffer.Append(count);
        if (framing.End == BodyEnd.Length && (_left -= count) == 0)
            Ended = true;
    }

    void DecodeChunks()
    {
        try
        {
            while (!_chunks.Ended && buffer.Raw.Length > 0)
            {
                buffer.Skip(_chunks.Skip(buffer.Raw));
                var data = (int)Math.Min(_chunks.Data, buffer.Raw.Length);
                if (data == 0)
                    continue;
                buffer.Append(data);
                _chunks.Take(data);
            }

            Ended = _chunks.Ended;
        }
        catch (InvalidDataException broken)
        {
            _fault = new HttpIOException(HttpRequestError.InvalidResponse, broken.Message);
        }
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        buffer.Consume(buffer.Taken(consumed.GetInteger()));
        _examined = buffer.Taken(examined.GetInteger()) >= buffer.BodyLength;
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => source.Abort();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => _completed = true;
}
