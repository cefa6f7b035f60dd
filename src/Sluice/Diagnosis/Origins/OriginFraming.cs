namespace Sluice.Diagnosis.Origins;

/// <summary>How an HTTP/1.x answer of the origin says where it ends. An HTTP/2 answer has frames of its own and ignores it.</summary>
public enum OriginFraming
{
    /// <summary>HTTP/1.1 with chunked transfer coding.</summary>
    Chunked,

    /// <summary>HTTP/1.1 that ends with the connection: neither a length nor chunks.</summary>
    Close,

    /// <summary>An HTTP/1.0 status line, and an end with the connection.</summary>
    Http10,

    /// <summary>A <c>Content-Length</c>, as servers write that have read the whole body.</summary>
    Length,
}

/// <summary>Which response headers that ask intermediaries not to buffer are sent.</summary>
[Flags]
public enum AntiBuffering
{
    /// <summary>None: what most applications send.</summary>
    None = 0,

    /// <summary><c>X-Accel-Buffering: no</c>, which nginx and its kin obey.</summary>
    Accel = 1,

    /// <summary><c>Cache-Control: no-cache, no-transform</c>, which compressors obey.</summary>
    NoTransform = 2,

    /// <summary>Both.</summary>
    All = Accel | NoTransform,
}

/// <summary>The content type of an answer outside the model dialects.</summary>
public enum OriginContent
{
    /// <summary><c>text/event-stream</c>.</summary>
    EventStream,

    /// <summary><c>application/x-ndjson</c>: one JSON object per line.</summary>
    Ndjson,

    /// <summary><c>text/plain</c>: one line per event.</summary>
    Plain,
}

/// <summary>How a stream is broken off on purpose.</summary>
public enum OriginCut
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The connection is closed in order, but the message is left incomplete: no final chunk, or RST_STREAM on HTTP/2.</summary>
    Fin,

    /// <summary>The same in the middle of an event.</summary>
    Event,

    /// <summary>The connection is reset, a tenth of a second after the last event so that it is not lost with it.</summary>
    Reset,

    /// <summary>The message ends as a complete one does, but events are missing: only the stamps tell.</summary>
    Clean,
}
