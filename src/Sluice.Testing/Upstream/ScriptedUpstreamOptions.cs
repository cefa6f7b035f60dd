using System.Net;

namespace Sluice.Testing;

/// <summary>How a scripted upstream listens. Read once, at its start.</summary>
public sealed class ScriptedUpstreamOptions
{
    /// <summary>The clock for pauses and stamps. Default: the system's.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The address. Default: 127.0.0.1 with a free port.</summary>
    public IPEndPoint Listen { get; set; } = new(IPAddress.Loopback, 0);

    /// <summary>Whether <c>Expect: 100-continue</c> is answered with 100 before the body is read. Default: true. HTTP/1.1 only.</summary>
    public bool SendContinue { get; set; } = true;

    /// <summary>
    /// Whether the answer begins as soon as the request's head is there, its body unread (and <see cref="RecordedRequest.Body"/> empty).
    /// HTTP/1.1 closes the connection after such an answer; on HTTP/2 the unread body uses up the peer's window. Default: false.
    /// </summary>
    public bool AnswerBeforeBody { get; set; }

    /// <summary>SO_SNDBUF of accepted connections in bytes; small ones make back-pressure visible early. Default: the system's.</summary>
    public int? SendBuffer { get; set; }

    /// <summary>Most concurrent streams a peer may open on one HTTP/2 connection. Default: 100.</summary>
    public int MaxStreamsPerConnection { get; set; } = 100;

    /// <summary>How many of the latest requests are kept at least. Default: all; set it where a run is long. At least 1.</summary>
    public int KeepRequests { get; set; } = int.MaxValue;
}
