using System.Buffers;
using System.Text;

namespace Sluice.Testing;

/// <summary>
/// Stamps what a stream brings: every read, every event and comment, and how it ended. It is fed by <see cref="RawClient"/>, or follows
/// any <see cref="Stream"/>, such as the body an HTTP/2 client reads. All lists are snapshots and may be taken while it records.
/// </summary>
/// <param name="keepBytes">False: reads and bytes are counted, not kept; for bodies too large for memory. Events are kept always.</param>
public sealed class StreamRecorder(bool keepBytes = true)
{
    readonly Lock _lock = new();
    readonly Pulse _pulse = new();
    readonly SseParser _parser = new();
    readonly List<RecordedRead> _reads = [];
    readonly ArrayBufferWriter<byte> _body = new();
    long _length;
    int _nextEvent;
    StreamEnding? _ending;
    TimeSpan? _endedAt;

    /// <summary>What each read brought of the body, its framing removed.</summary>
    public IReadOnlyList<RecordedRead> Reads => Locked<IReadOnlyList<RecordedRead>>(() => [.. _reads]);

    /// <summary>The events that carry data, in order.</summary>
    public IReadOnlyList<ReceivedEvent> Events => Locked<IReadOnlyList<ReceivedEvent>>(() => [.. _parser.Events]);

    /// <summary>All blocks with fields, also those without data (<c>id:</c> or <c>retry:</c> alone) that clients would not see.</summary>
    public IReadOnlyList<ReceivedEvent> Blocks => Locked<IReadOnlyList<ReceivedEvent>>(() => [.. _parser.Blocks]);

    /// <summary>The comments, in order.</summary>
    public IReadOnlyList<ReceivedComment> Comments => Locked<IReadOnlyList<ReceivedComment>>(() => [.. _parser.Comments]);

    /// <summary>The body so far.</summary>
    public byte[] Body => Locked(() => _body.WrittenSpan.ToArray());

    /// <summary>The body so far as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>How many events there are, without the cost of a snapshot.</summary>
    public int EventCount => Locked(() => _parser.Events.Count);

    /// <summary>Body bytes so far.</summary>
    public long Length => Locked(() => _length);

    /// <summary>Whether the stream stands inside an event, its blank line not yet there.</summary>
    public bool InsideEvent => Locked(() => _parser.InsideBlock);

    /// <summary>How the stream ended; null while it is open.</summary>
    public StreamEnding? Ending => Locked(() => _ending);

    /// <summary>When it ended; null while it is open.</summary>
    public TimeSpan? EndedAt => Locked(() => _endedAt);

    /// <summary>What ended the stream, where that was an exception.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Records body bytes that arrived at that time.</summary>
    public void Append(TimeSpan at, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (keepBytes)
            {
                _reads.Add(new(at, _length, bytes.Length, bytes.ToArray()));
                _body.Write(bytes);
            }
            _length += bytes.Length;
            _parser.Append(at, bytes);
        }
        _pulse.Beat();
    }

    /// <summary>Records the end. Only the first one counts.</summary>
    public void End(StreamEnding ending, TimeSpan at)
    {
        lock (_lock)
        {
            _endedAt ??= at;
            _ending ??= ending;
        }
        _pulse.Beat();
    }

    /// <summary>The next event not yet returned by this method; null once the stream has ended and none is left.</summary>
    /// <exception cref="TimeoutException">Neither came within the limit (default 30 s of real time).</exception>
    public async Task<ReceivedEvent?> ReadEventAsync(TimeSpan? limit = null)
    {
        await _pulse.UntilAsync(() => Ending is not null || EventCount > _nextEvent).Within("the next event", limit, Describe);
        return Locked(() => _nextEvent < _parser.Events.Count ? _parser.Events[_nextEvent++] : null);
    }

    /// <summary>Waits until that many events have come in all.</summary>
    /// <exception cref="TimeoutException">They did not within the limit, or the stream ended before.</exception>
    public async Task WaitForEventsAsync(int count, TimeSpan? limit = null)
    {
        await _pulse.UntilAsync(() => Ending is not null || EventCount >= count).Within($"{count} events", limit, Describe);
        if (EventCount < count)
            throw new TimeoutException($"The stream ended before {count} events had come. {Describe()}");
    }

    /// <summary>Waits until that many body bytes have come in all, or the stream has ended.</summary>
    /// <exception cref="TimeoutException">Neither happened within the limit (default 30 s of real time).</exception>
    public Task WaitForLengthAsync(long length, TimeSpan? limit = null) =>
        _pulse.UntilAsync(() => Ending is not null || Length >= length).Within($"{length} body bytes", limit, Describe);

    /// <summary>Waits for the end and says how it was.</summary>
    /// <exception cref="TimeoutException">It did not come within the limit (default 30 s of real time).</exception>
    public async Task<StreamEnding> WaitForEndAsync(TimeSpan? limit = null)
    {
        await _pulse.UntilAsync(() => Ending is not null).Within("the end of the stream", limit, Describe);
        return Ending!.Value;
    }

    /// <summary>When the body byte at that offset arrived.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has not, or reads are not kept.</exception>
    public TimeSpan ArrivedAt(long position)
    {
        foreach (var read in Reads)
        {
            if (position < read.Position + read.Length)
                return read.At;
        }
        throw new ArgumentOutOfRangeException(nameof(position), position, $"The recording holds {Length} bytes.");
    }

    /// <summary>Reads a stream to its end in the background of the caller and returns the recording at once.</summary>
    /// <remarks>
    /// A stream that throws ends as <see cref="StreamEnding.Reset"/>, one that is cancelled as <see cref="StreamEnding.Left"/>.
    /// </remarks>
    public static StreamRecorder Follow(Stream stream, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        var recorder = new StreamRecorder();
        _ = recorder.FollowAsync(stream, time ?? TimeProvider.System, cancellationToken);
        return recorder;
    }

    async Task FollowAsync(Stream stream, TimeProvider time, CancellationToken cancellationToken)
    {
        var buffer = new byte[65536];
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var length)
                Append(time.Stamp(), buffer.AsSpan(0, length));
            End(StreamEnding.Complete, time.Stamp());
        }
        catch (Exception e)
        {
            Fault = e;
            End(EndingOf(e), time.Stamp());
        }
    }

    /// <summary>What has come so far, in a sentence or two.</summary>
    public string Describe()
    {
        var tail = Body is { Length: > 300 } body ? "..." + Encoding.UTF8.GetString(body.AsSpan(body.Length - 300)) : Text;
        return $"So far: {Length} body bytes, {EventCount} events, {Comments.Count} comments, " +
            $"{(Ending is { } ending ? $"ended {ending}" : "open")}. Last bytes: {(tail.Length == 0 ? "none" : $"\"{tail}\"")}";
    }

    static StreamEnding EndingOf(Exception e) => e switch
    {
        OperationCanceledException => StreamEnding.Left,
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => StreamEnding.Incomplete,
        _ => StreamEnding.Reset,
    };

    T Locked<T>(Func<T> read)
    {
        lock (_lock)
            return read();
    }
}
