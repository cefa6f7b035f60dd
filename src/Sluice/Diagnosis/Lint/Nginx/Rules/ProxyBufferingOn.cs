namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class ProxyBufferingOn() : NginxRouteRule(new RuleInfo
{
    Id = "GW1001",
    Product = Product.Nginx,
    Title = "nginx buffers the answers of this route",
    Severity = Severity.Error,
    Flags = "A location with proxy_pass where proxy_buffering is on, written or by default, in location, server and http together. Not flagged: locations that only serve files, health checks and assets. Where the upstream answers every stream with X-Accel-Buffering: no (Sluice does), nginx does not buffer it and the finding can be ignored.",
    Why = "Tokens wait in proxy_buffers: bursts of one 4 KiB page with an HTTP/1.0 upstream, of 16 KiB for HTTP/1.1 clients over TLS, and the headers wait for the first burst.",
    Fix = "proxy_buffering off;",
    Changes = "Each read from the upstream is sent at once. nginx holds an upstream connection for as long as its client reads, so slow clients occupy upstream connections.",
    Evidence = [FailureModes.B01, FailureModes.B02, Sources.NginxProxyModule],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxRoute route, LintContext context)
    {
        if (route.Protocol != "proxy" || !route.IsBuffered || HasBetterFinding(route))
            yield break;
        var cause = NginxBuffering.Cause(route);
        var state = cause == route.Pass ? $"proxy_buffering is on by default ({route.WhereUnset})" : "proxy_buffering is on";
        var http11 = route.Effective("proxy_http_version")?.Argument(0) is "1.1" or "2" or "2.0";
        var effect = http11
            ? "HTTP/1.1 clients over TLS get lumps of ssl_buffer_size (16 KiB), all clients get the headers late"
            : "clients get bursts of 4 KiB or more, and the headers with the first of them";
        yield return At(cause.Head, $"{state}: {effect}, unless the upstream sends X-Accel-Buffering: no.", route.Hint, route.Name) with
        {
            Edits = [route.Set("proxy_buffering", "off")],
        };
    }

    static bool HasBetterFinding(NginxRoute route) =>
        NginxBuffering.IgnoredHeader(route) is not null || NginxBuffering.HeaderOnWrongSide(route) is not null
        || NginxBuffering.GzipOfEvents(route) is not null || NginxBuffering.Cache(route) is not null;
}
