namespace Sluice.Testing;

/// <summary>How an HTTP/1.1 answer says where its body ends.</summary>
public enum ResponseFraming
{
    /// <summary>Chunked transfer coding; each write is one chunk.</summary>
    Chunked,

    /// <summary>A Content-Length, true or not.</summary>
    ContentLength,

    /// <summary>Neither: the body lasts until the connection closes.</summary>
    CloseDelimited,
}
