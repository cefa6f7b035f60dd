namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class AccelBufferingIgnored() : NginxRouteRule(new RuleInfo
{
    Id = "GW1002",
    Product = Product.Nginx,
    Title = "nginx buffers although the upstream asks it not to",
    Severity = Severity.Error,
    Flags = "A buffered route whose proxy_ignore_headers (or fastcgi_, uwsgi_, scgi_ignore_headers) names X-Accel-Buffering.",
    Why = "The upstream's X-Accel-Buffering: no is thrown away, so the one answer that asked to be streamed is buffered like any other.",
    Fix = "proxy_buffering off;",
    Changes = "The route streams whatever the upstream says. If only some answers shall stream, take X-Accel-Buffering out of proxy_ignore_headers instead.",
    Evidence = [Measurements.NginxIgnoredHeader, FailureModes.B03],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxRoute route, LintContext context)
    {
        if (!route.IsBuffered || NginxBuffering.IgnoredHeader(route) is not { } ignore)
            yield break;
        yield return At(ignore.Head, $"{ignore.Name} drops X-Accel-Buffering, and {route.Protocol}_buffering is on: the upstream cannot switch it off for its streams.", route.Hint, route.Name) with
        {
            Fix = $"{route.Protocol}_buffering off;",
            Edits = [route.Set($"{route.Protocol}_buffering", "off")],
        };
    }
}
