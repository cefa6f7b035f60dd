namespace Sluice.Diagnosis.Lint.Apache.Rules;

internal sealed class FilterDelaysAnswer() : ApacheRouteRule(new RuleInfo
{
    Id = "GW1303",
    Product = Product.Apache,
    Title = "an output filter holds events back whatever the upstream does",
    Severity = Severity.Error,
    Flags = "SetOutputFilter, or AddOutputFilterByType with text/event-stream, of RATE_LIMIT or of a filter that ExtFilterDefine defines, on any proxied route.",
    Why = "RATE_LIMIT sends in steps of 200 ms, however high its limit; an external program reads pages, not events.",
    Fix = "SetOutputFilter NONE",
    Changes = "The answer is sent as it comes. Limit streams by number, or in front of httpd.",
    Evidence = [Measurements.ApacheRateLimit, Measurements.ApacheExtFilter],
})
{
    public override IEnumerable<Finding> Check(ApacheRoute route, LintContext context)
    {
        foreach (var (node, filter) in ApacheFilters.Of(route))
        {
            if (filter.Equals("RATE_LIMIT", StringComparison.OrdinalIgnoreCase))
                yield return At(node.Head, "RATE_LIMIT releases events in groups every 200 ms, even far below its limit.", route.Hint, route.Name);
            else if (ApacheFilters.IsExternal(route, filter))
                yield return At(node.Head, $"the external filter {filter} hands on pages, not events: most of the answer arrives at its end.", route.Hint, route.Name);
        }
    }
}
