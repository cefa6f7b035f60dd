using Microsoft.AspNetCore.Http;

namespace Sluice.Diagnosis.Origins;

/// <summary>
/// The reference origin inside a gateway, on <c>/sluice/origin</c>: only where the configuration enables it, within its limits, and for whoever
/// holds one of the gateway's keys. A reload that changes its options begins with fresh counts.
/// </summary>
internal sealed class GuestOrigin(GatewayState state)
{
    /// <summary>Where it answers, and anything below.</summary>
    public const string Path = "/sluice/origin";

    Serving? _serving;

    /// <summary>Whether a request is the origin's to answer.</summary>
    public bool Takes(HttpContext http) => state.Snapshot.Options.Origin.Enabled && http.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal);

    /// <summary>Answers it.</summary>
    public Task RunAsync(HttpContext http)
    {
        var snapshot = state.Snapshot;
        if (snapshot.Keys.Refuse(http.Request.Headers) is { } problem)
            return Say(http, StatusCodes.Status401Unauthorized, problem);
        if (!state.Drain.Accepting)
            return Say(http, StatusCodes.Status503ServiceUnavailable, "This gateway is going away.");
        return Origin(snapshot.Options.Origin.Limits).RunAsync(http);
    }

    ReferenceOrigin Origin(OriginLimits limits)
    {
        var serving = _serving;
        if (serving?.Limits != limits)
        {
            var fresh = new Serving(limits, new ReferenceOrigin(limits, state.Time));
            // Of two requests that meet right after a reload, the second takes the first one's.
            serving = Interlocked.CompareExchange(ref _serving, fresh, serving) == serving ? fresh : _serving!;
        }

        return serving!.Origin;
    }

    static Task Say(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync($"sluice origin: {text}\n", http.RequestAborted);
    }

    sealed record Serving(OriginLimits Limits, ReferenceOrigin Origin);
}
