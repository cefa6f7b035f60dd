namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class GzipOfEventStream() : NginxRouteRule(new RuleInfo
{
    Id = "GW1004",
    Product = Product.Nginx,
    Title = "nginx compresses event streams without flushing",
    Severity = Severity.Error,
    Flags = "A buffered proxy_pass route with gzip on and text/event-stream or * among gzip_types. With proxy_buffering off gzip flushes after every event, and nothing is flagged.",
    Why = "With buffering on, gzip hands on nothing before its own buffers are full: short answers arrive whole, at the end, but only for clients that accept gzip. Browsers do, curl does not.",
    Fix = "proxy_buffering off;\ngzip off;",
    Changes = "proxy_buffering off alone makes compressed events arrive on time; gzip off also saves a compressor per stream, at the price of more bytes.",
    Evidence = [Measurements.NginxGzip, FailureModes.B05],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxRoute route, LintContext context)
    {
        if (route.Protocol != "proxy" || !route.IsBuffered || NginxBuffering.IgnoredHeader(route) is not null
            || NginxBuffering.HeaderOnWrongSide(route) is not null || NginxBuffering.GzipOfEvents(route) is not { } types)
            yield break;
        yield return At(types.Head, "gzip covers text/event-stream and proxy_buffering is on: clients that accept gzip get the answer when it is complete.", route.Hint, route.Name) with
        {
            Edits = [route.Set("proxy_buffering", "off")],
        };
    }
}
