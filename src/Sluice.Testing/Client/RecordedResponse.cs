namespace Sluice.Testing;

/// <summary>
/// An answer as a <see cref="RawClient"/> sees it arrive. It fills while it is read; every property may be read at any time.
/// </summary>
public sealed class RecordedResponse
{
    readonly Lock _lock = new();
    readonly List<RecordedRead> _reads = [];
    readonly List<ReceivedHead> _interim = [];
    readonly bool _keepBytes;
    readonly bool _decompress;
    ContentDecoder? _decoder;
    long _length;

    internal RecordedResponse(TimeSpan sentAt, bool keepBytes, bool decompress)
    {
        (SentAt, _keepBytes, _decompress) = (sentAt, keepBytes, decompress);
        Stream = new(keepBytes);
    }

    /// <summary>
    /// The body: its reads, events, comments and how it ended. Content codings gzip, br and deflate are removed, if so opted.
    /// </summary>
    public StreamRecorder Stream { get; }

    /// <summary>The head; null while it has not arrived.</summary>
    public ReceivedHead? Head { get; private set; }

    /// <summary>Answers with a status of 1xx that came before.</summary>
    public IReadOnlyList<ReceivedHead> Interim
    {
        get
        {
            lock (_lock)
                return [.. _interim];
        }
    }

    /// <summary>The status; 0 while the head has not arrived.</summary>
    public int Status => Head?.Status ?? 0;

    /// <summary>The fields; none while the head has not arrived.</summary>
    public HeaderList Headers => Head?.Headers ?? HeaderList.Empty;

    /// <summary>The trailer fields.</summary>
    public HeaderList Trailers { get; internal set; } = HeaderList.Empty;

    /// <summary>Every read off the socket, head and framing included.</summary>
    public IReadOnlyList<RecordedRead> Reads
    {
        get
        {
            lock (_lock)
                return [.. _reads];
        }
    }

    /// <summary>Chunks of the transfer coding, the final one not counted.</summary>
    public int Chunks { get; private set; }

    /// <summary>Whether the final chunk arrived.</summary>
    public bool FinalChunkSeen { get; private set; }

    /// <summary>The body.</summary>
    public byte[] Body => Stream.Body;

    /// <summary>The body as UTF-8.</summary>
    public string Text => Stream.Text;

    /// <summary>The events of the body.</summary>
    public IReadOnlyList<ReceivedEvent> Events => Stream.Events;

    /// <summary>The comments of the body.</summary>
    public IReadOnlyList<ReceivedComment> Comments => Stream.Comments;

    /// <summary>How the answer ended; null while it is open.</summary>
    public StreamEnding? Ending => Stream.Ending;

    /// <summary>What was wrong with the bytes, where the ending is <see cref="StreamEnding.Malformed"/>; or the socket's error.</summary>
    public Exception? Fault { get; internal set; }

    /// <summary>Right before the request was handed to the socket, see <see cref="Clock.Stamp"/>.</summary>
    public TimeSpan SentAt { get; }

    /// <summary>From the sending of the request to the first byte of any kind; null while there is none.</summary>
    public TimeSpan? TimeToFirstByte { get; private set; }

    /// <summary>From the sending of the request to the end; null while it is open.</summary>
    public TimeSpan? Total => Stream.EndedAt - SentAt;

    /// <summary>Status, fields and what has come so far, for failure messages.</summary>
    public override string ToString() =>
        Head is null ? $"No head. {Stream.Describe()}" : $"{Head.Version} {Head.Status} {Head.Reason}\r\n{Headers}\r\n{Stream.Describe()}";

    internal void NoteRead(TimeSpan at, ReadOnlySpan<byte> bytes)
    {
        TimeToFirstByte ??= at - SentAt;
        lock (_lock)
        {
            if (_keepBytes)
                _reads.Add(new(at, _length, bytes.Length, bytes.ToArray()));
            _length += bytes.Length;
        }
    }

    internal void NoteInterim(ReceivedHead head)
    {
        lock (_lock)
            _interim.Add(head);
    }

    internal void NoteHead(ReceivedHead head)
    {
        _decoder = _decompress ? ContentDecoder.For(head.Headers["content-encoding"]) : null;
        Head = head;
    }

    internal void NoteChunk(bool last)
    {
        if (last)
            FinalChunkSeen = true;
        else
            Chunks++;
    }

    internal void AppendBody(TimeSpan at, ReadOnlySpan<byte> bytes)
    {
        var plain = _decoder is null ? bytes : _decoder.Decode(bytes);
        if (!plain.IsEmpty)
            Stream.Append(at, plain);
    }

    internal void End(StreamEnding ending, TimeSpan at, Exception? fault = null)
    {
        Fault ??= fault;
        Stream.End(ending, at);
        _decoder?.Dispose();
    }
}
