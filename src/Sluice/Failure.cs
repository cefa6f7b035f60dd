using Sluice.Relay;

namespace Sluice;

/// <summary>
/// What went wrong, said once: the router, the log, the metrics and the client's error all read this. It is written in the client's
/// dialect, as a JSON answer before the client's side was opened and as an error event after.
/// </summary>
/// <param name="End">How the exchange ends by it.</param>
/// <param name="Hop">Who failed.</param>
/// <param name="Status">HTTP status while one can still be sent.</param>
/// <param name="Code">Machine-readable code, stable across releases; for an upstream's error the upstream's own where it gave one.</param>
/// <param name="Message">For a person: what was found, what was expected, what to do. Never names an upstream address or a key.</param>
public sealed record Failure(EndOfStream End, Hop Hop, int Status, string Code, string Message)
{
    /// <summary>The error type of the client's dialect; null derives it from status and code.</summary>
    public string? Type { get; init; }

    /// <summary>The request parameter at fault, where there is one.</summary>
    public string? Param { get; init; }

    /// <summary>What to put into <c>Retry-After</c>, in seconds.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>Response headers of the upstream that the client should still get: rate limits, request ids.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What the next step is, from the table in <see cref="Upstream.FailureTable"/>.</summary>
    public Upstream.Recovery Recovery { get; init; }

    /// <summary>A refusal by the gateway itself.</summary>
    public static Failure Refused(int status, string code, string message, string? param = null) =>
        new(EndOfStream.Refused, status is 401 or 403 or (>= 400 and < 429 and not 408) ? Hop.Client : Hop.Gateway, status, code, message) { Param = param };
}
