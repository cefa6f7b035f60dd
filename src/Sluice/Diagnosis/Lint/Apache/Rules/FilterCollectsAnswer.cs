namespace Sluice.Diagnosis.Lint.Apache.Rules;

internal sealed class FilterCollectsAnswer() : ApacheRouteRule(new RuleInfo
{
    Id = "GW1302",
    Product = Product.Apache,
    Title = "an output filter keeps the answer of an upstream that sends no flush",
    Severity = Severity.Error,
    Flags = "SetOutputFilter, or AddOutputFilterByType with text/event-stream, of DEFLATE, BROTLI_COMPRESS, BUFFER, SUBSTITUTE or SED on a route to scgi://, uwsgi://, fcgi:// or ajp:// without flushpackets. On http:// routes these filters pass events on time (measured) and nothing is flagged.",
    Why = "The filter hands nothing on before it is full or told to flush. These upstreams tell it nothing, so a short answer arrives whole, at its end.",
    Fix = "SetEnv no-gzip 1\n# or take the filter off the route: SetOutputFilter NONE",
    Changes = "The answer is sent uncompressed, as it comes.",
    Evidence = [Measurements.ApacheFilters, FailureModes.B05],
})
{
    public override IEnumerable<Finding> Check(ApacheRoute route, LintContext context)
    {
        if (route.FlushesItself || route.Parameter("flushpackets")?.Value.ToLowerInvariant() is "on" or "auto")
            yield break;
        foreach (var (node, filter) in ApacheFilters.Of(route).Where(entry => ApacheFilters.Collects(entry.Filter)))
        {
            if (filter.ToUpperInvariant() is "DEFLATE" or "BROTLI_COMPRESS" && ApacheFilters.IsCompressionOff(route))
                continue;
            yield return At(node.Head, $"{filter} gets no flush from an upstream that does not speak HTTP: the answer arrives when the filter is full or the stream has ended.", route.Hint, route.Name);
        }
    }
}
