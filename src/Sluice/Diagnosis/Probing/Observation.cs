namespace Sluice.Diagnosis.Probing;

/// <summary>Bytes that arrived in one read. All counts run from the beginning of the answer.</summary>
/// <param name="At">When, since the request was sent.</param>
/// <param name="Wire">Bytes of the connection after decryption: head and chunk framing included on HTTP/1.x; the same as <paramref name="Body"/> on HTTP/2.</param>
/// <param name="Body">Bytes of the body without its framing, still compressed.</param>
/// <param name="Plain">Bytes of the body after decompression.</param>
public readonly record struct ReadStamp(TimeSpan At, long Wire, long Body, long Plain);

/// <summary>An event that arrived whole.</summary>
/// <param name="Number">Its number: the origin's own where it is stamped, otherwise counted.</param>
/// <param name="Sent">When the origin sent it, since the origin saw the request; null without a stamp.</param>
/// <param name="At">When it was complete here, since the request was sent.</param>
/// <param name="PlainEnd">Bytes of the decompressed body up to its end.</param>
public readonly record struct EventStamp(int Number, TimeSpan? Sent, TimeSpan At, long PlainEnd);

/// <summary>How an answer ended.</summary>
public enum AnswerEnd
{
    /// <summary>As its framing says: final chunk, announced length, end of stream, or the connection's end where there is no framing.</summary>
    Complete,

    /// <summary>The connection was closed before that.</summary>
    Incomplete,

    /// <summary>The connection or stream was reset.</summary>
    Reset,

    /// <summary>This side stopped reading: it had seen enough, or the time was up.</summary>
    Left,

    /// <summary>The bytes are no HTTP answer.</summary>
    Malformed,
}

/// <summary>How the body of an answer is delimited.</summary>
public enum BodyFraming
{
    /// <summary>Chunked transfer coding.</summary>
    Chunked,

    /// <summary>A <c>Content-Length</c>.</summary>
    Length,

    /// <summary>The end of the connection.</summary>
    Close,

    /// <summary>HTTP/2 frames.</summary>
    Http2,
}

/// <summary>One answer, as it arrived.</summary>
public sealed record Observation
{
    /// <summary>How it was asked for.</summary>
    public required Variation Variation { get; init; }

    /// <summary>From the first packet to an open TCP connection: one round trip to the outermost hop.</summary>
    public TimeSpan Connect { get; init; }

    /// <summary>The TLS handshake; zero without TLS.</summary>
    public TimeSpan Handshake { get; init; }

    /// <summary>Who issued the server's certificate; null without TLS.</summary>
    public string? CertificateIssuer { get; init; }

    /// <summary>Whether the connection was encrypted.</summary>
    public bool Encrypted { get; init; }

    /// <summary>The answer's version: 1.0, 1.1 or 2.0.</summary>
    public Version Version { get; init; } = new(1, 1);

    /// <summary>The status; 0 where no head arrived.</summary>
    public int Status { get; init; }

    /// <summary>The headers in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>When the head was complete, since the request was sent; null where it never was.</summary>
    public TimeSpan? HeadAt { get; init; }

    /// <summary>When the origin sent its head, since it saw the request; null where no origin answered.</summary>
    public TimeSpan? HeadSent { get; init; }

    /// <summary>Bytes of the head on the wire; 0 on HTTP/2.</summary>
    public int HeadBytes { get; init; }

    /// <summary>How the body is delimited.</summary>
    public BodyFraming Framing { get; init; }

    /// <summary>The content coding as named in the head; null for none.</summary>
    public string? Coding { get; init; }

    /// <summary>All reads, in order.</summary>
    public IReadOnlyList<ReadStamp> Reads { get; init; } = [];

    /// <summary>All events, in order of arrival.</summary>
    public IReadOnlyList<EventStamp> Events { get; init; } = [];

    /// <summary>Number of events the origin planned; 0 where none is known.</summary>
    public int Planned { get; init; }

    /// <summary>Whether the dialect's own terminator was seen; null where it has none.</summary>
    public bool? Terminated { get; init; }

    /// <summary>How it ended.</summary>
    public AnswerEnd End { get; init; }

    /// <summary>When it ended, since the request was sent.</summary>
    public TimeSpan EndAt { get; init; }

    /// <summary>The first bytes of the body where the status is no success: it says why.</summary>
    public string Complaint { get; init; } = "";

    /// <summary>Why there is no answer at all; null where there is one.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether the events say when they were sent.</summary>
    public bool Stamped => Events is [{ Sent: not null }, ..] || HeadSent is not null;

    /// <summary>Whether events arrived that a verdict can be drawn from.</summary>
    public bool Usable => Fault is null && Status is >= 200 and < 300 && Events.Count > 0;

    /// <summary>A header's value, the last one where it is repeated; null where it is missing.</summary>
    public string? Header(string name) =>
        Headers.LastOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
