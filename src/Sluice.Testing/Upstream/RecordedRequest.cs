using System.Text;
using System.Text.Json;

namespace Sluice.Testing;

/// <summary>A request as it arrived at a scripted upstream, and what became of its answer.</summary>
public sealed class RecordedRequest
{
    readonly TaskCompletionSource<AnswerEnding> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly List<RecordedWrite> _writes = [];
    readonly Pulse _pulse = new();
    long _bytesWritten;

    internal RecordedRequest(
        string method, string target, string version, HeaderList headers, int connection, TimeSpan receivedAt, Task<PeerEnding> closed)
    {
        (Method, Target, Version, Headers, Connection, ReceivedAt) = (method, target, version, headers, connection, receivedAt);
        Closed = closed;
    }

    /// <summary>The method as sent.</summary>
    public string Method { get; }

    /// <summary>The request target exactly as it stood in the request line (on HTTP/2: in <c>:path</c>).</summary>
    public string Target { get; }

    /// <summary>The target without its query.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary><c>HTTP/1.0</c>, <c>HTTP/1.1</c> or <c>HTTP/2</c>.</summary>
    public string Version { get; }

    /// <summary>All fields; on HTTP/1.1 in their order and spelling on the wire.</summary>
    public HeaderList Headers { get; }

    /// <summary>Trailer fields of a chunked request body.</summary>
    public HeaderList Trailers { get; internal set; } = HeaderList.Empty;

    /// <summary>The body with its transfer coding removed.</summary>
    public ReadOnlyMemory<byte> Body { get; internal set; }

    /// <summary>The body as UTF-8.</summary>
    public string BodyText => Encoding.UTF8.GetString(Body.Span);

    /// <summary>Number of the connection it came on, counted from 1 in the order of acceptance.</summary>
    public int Connection { get; }

    /// <summary>When its head had arrived, see <see cref="Clock.Stamp"/>.</summary>
    public TimeSpan ReceivedAt { get; }

    /// <summary>When its last body byte had arrived.</summary>
    public TimeSpan BodyReceivedAt { get; internal set; }

    /// <summary>When the answer's head was sent; null before.</summary>
    public TimeSpan? HeadWrittenAt { get; private set; }

    /// <summary>Every write of the answer so far, stamped right before it was handed to the socket. A snapshot.</summary>
    public IReadOnlyList<RecordedWrite> Writes
    {
        get
        {
            lock (_writes)
                return [.. _writes];
        }
    }

    /// <summary>The stamps of <see cref="Writes"/> alone.</summary>
    public IReadOnlyList<TimeSpan> WrittenAt => [.. Writes.Select(w => w.At)];

    /// <summary>Body bytes the socket has taken so far. Stands still while the peer does not read.</summary>
    public long BytesWritten => Volatile.Read(ref _bytesWritten);

    /// <summary>
    /// Completes as soon as the peer has gone, also while the script pauses or stalls. On HTTP/1.1 that is the end of the connection, so
    /// it may come long after the answer; on HTTP/2 it completes for the stream, and with the connection.
    /// </summary>
    public Task<PeerEnding> Closed { get; }

    /// <summary>Completes when the script has nothing more to do for this request, and says why.</summary>
    public Task<AnswerEnding> Answered => _answered.Task;

    /// <summary>Waits until the answer has seen <paramref name="count"/> writes.</summary>
    /// <exception cref="TimeoutException">It did not within the limit (default 30 s of real time).</exception>
    public Task WaitForWritesAsync(int count, TimeSpan? limit = null) =>
        _pulse.UntilAsync(() => Writes.Count >= count).Within($"{count} writes", limit, () => $"{Writes.Count} were made.");

    /// <summary>The body parsed as JSON.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.Clone();
    }

    /// <summary>Request line, fields and body, for failure messages.</summary>
    public override string ToString() => $"{Method} {Target} {Version}\r\n{Headers}\r\n\r\n{BodyText}";

    internal void NoteHead(TimeSpan at) => HeadWrittenAt = at;

    internal void NoteWrite(TimeSpan at, int length)
    {
        lock (_writes)
            _writes.Add(new(at, length));
        _pulse.Beat();
    }

    internal void NoteWritten(int length) => Interlocked.Add(ref _bytesWritten, length);

    internal void NoteAnswered(AnswerEnding ending) => _answered.TrySetResult(ending);
}
