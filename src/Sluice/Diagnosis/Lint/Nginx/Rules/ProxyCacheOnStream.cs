namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class ProxyCacheOnStream() : NginxRouteRule(new RuleInfo
{
    Id = "GW1005",
    Product = Product.Nginx,
    Title = "streams may be cached, replayed and made to wait for each other",
    Severity = Severity.Warning,
    Flags = "A buffered proxy_pass route where proxy_cache is in force. With proxy_buffering off nginx stores nothing, and nothing is flagged.",
    Why = "Beside the buffering, an equal request is answered from the store in one lump, waits for the first to end where proxy_cache_lock is on, and an answer that broke off is replayed as if it were complete.",
    Fix = "proxy_buffering off;\nproxy_cache off;",
    Changes = "Streams are neither stored nor held. Routes that want their answers cached keep proxy_cache in a location of their own.",
    Evidence = [Measurements.NginxCache, FailureModes.B01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxRoute route, LintContext context)
    {
        if (route.Protocol != "proxy" || !route.IsBuffered || NginxBuffering.IgnoredHeader(route) is not null
            || NginxBuffering.HeaderOnWrongSide(route) is not null || NginxBuffering.GzipOfEvents(route) is not null || NginxBuffering.Cache(route) is not { } cache)
            yield break;
        var locked = route.IsOn("proxy_cache_lock") ? " A second, equal request waits until the first stream is complete (proxy_cache_lock)." : "";
        yield return At(cache.Head, $"proxy_cache {cache.Argument(0)} is in force and proxy_buffering is on: cacheable streams are buffered, stored and replayed in one lump.{locked}", route.Hint, route.Name) with
        {
            Edits = [route.Set("proxy_buffering", "off")],
        };
    }
}
