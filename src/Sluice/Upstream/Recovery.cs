using Sluice.Relay;

namespace Sluice.Upstream;

/// <summary>What may follow a failed attempt, as long as no content has gone downstream.</summary>
public enum Recovery
{
    /// <summary>Nothing: the request itself is at fault, and every candidate would say so.</summary>
    None,

    /// <summary>The next candidate.</summary>
    Fallback,

    /// <summary>The next candidate; where there is none, the same one once more, since it said that nothing was processed.</summary>
    FallbackOrRetry,
}

/// <summary>
/// Which failures fall back, which are the client's own, and which are retried on the same candidate. The only place that decides it;
/// <c>docs/failures.md</c> shows the same table, and a test compares the two.
/// </summary>
public static class FailureTable
{
    /// <summary>A row: a failure and what may follow.</summary>
    /// <param name="What">The failure, in words.</param>
    /// <param name="Recovery">What may follow before the first content event.</param>
    /// <param name="Why">The reason.</param>
    public sealed record Row(string What, Recovery Recovery, string Why);

    /// <summary>The table, as documented.</summary>
    public static IReadOnlyList<Row> Rows { get; } =
    [
        new("no connection (refused, unreachable, name, TLS)", Recovery.Fallback, "nobody is there; asking again at once would only double the wait"),
        new("connection lost before the response began", Recovery.Fallback, "the request may have been processed: not sent twice to the same place"),
        new("HTTP/2 stream refused (REFUSED_STREAM)", Recovery.FallbackOrRetry, "refused before it was processed"),
        new("first-token timeout", Recovery.Fallback, "the candidate is too slow"),
        new("idle timeout before content", Recovery.Fallback, "the candidate has stopped"),
        new("400, 404, 405, 413, 415, 422", Recovery.None, "the client's own: every candidate would say the same"),
        new("401, 403", Recovery.Fallback, "the gateway's credential for this candidate is wrong, not the client's"),
        new("402, 408, 409, 425", Recovery.Fallback, "this account or this moment"),
        new("429", Recovery.Fallback, "this candidate has no room"),
        new("503", Recovery.FallbackOrRetry, "refused before it was processed"),
        new("500, 502, 504, 529 and any other 5xx", Recovery.Fallback, "the candidate failed"),
        new("3xx", Recovery.Fallback, "redirects are not followed: they could carry the credential elsewhere"),
        new("200 with an error event or error body before content", Recovery.Fallback, "the status was too early"),
        new("200 with an empty stream", Recovery.Fallback, "no content is no answer"),
        new("200 with a body that cannot be decoded or is no model answer", Recovery.Fallback, "nothing usable came"),
        new("total timeout, drain, client gone", Recovery.None, "the exchange is over"),
    ];

    /// <summary>What may follow an upstream status.</summary>
    public static Recovery ForStatus(int status) => status switch
    {
        400 or 404 or 405 or 413 or 415 or 422 => Recovery.None,
        503 => Recovery.FallbackOrRetry,
        401 or 402 or 403 or 408 or 409 or 425 or 429 => Recovery.Fallback,
        >= 500 or (>= 300 and < 400) => Recovery.Fallback,
        _ => Recovery.None,
    };

    /// <summary>What may follow an ending without a status.</summary>
    public static Recovery ForEnding(EndOfStream end) => end switch
    {
        EndOfStream.ConnectFailed or EndOfStream.Truncated or EndOfStream.UpstreamError or EndOfStream.FirstTokenTimeout or EndOfStream.IdleTimeout
            or EndOfStream.ProgressTimeout => Recovery.Fallback,
        _ => Recovery.None,
    };
}
