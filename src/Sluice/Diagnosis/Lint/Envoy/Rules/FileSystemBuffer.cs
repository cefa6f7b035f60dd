namespace Sluice.Diagnosis.Lint.Envoy.Rules;

internal sealed class FileSystemBuffer() : EnvoyRouteRule(new RuleInfo
{
    Id = "GW1506",
    Product = Product.Envoy,
    Title = "the file system buffer keeps the answer until it is complete",
    Severity = Severity.Error,
    Flags = "A file system buffer filter on the way of a route whose response behavior is fully_buffer, fully_buffer_and_always_inject_content_length or inject_content_length_if_necessary. stream_when_possible and bypass are not flagged, nor is a filter without a behavior for responses.",
    Why = "The answer is read to its end, in memory and on disk, before its first byte is sent.",
    Fix = "response:\n  behavior:\n    bypass: {}",
    Changes = "Answers pass the filter as they come; requests are still held.",
    Evidence = [FailureModes.B11, Sources.EnvoyFileSystemBuffer],
})
{
    static readonly string[] Holding = ["fully_buffer", "fully_buffer_and_always_inject_content_length", "inject_content_length_if_necessary"];

    public override IEnumerable<Finding> Check(EnvoyRoute route, LintContext context)
    {
        foreach (var filter in route.Filters.Where(filter => filter.Type == "FileSystemBufferFilterConfig"))
        {
            var behavior = filter.Config.Field("response", "behavior");
            if (Holding.FirstOrDefault(name => behavior.Field(name) is not null) is { } found)
                yield return At(behavior.Field(found)!.Span, $"{found}: the answer is held until it is complete.", route.Hint, route.Name);
        }
    }
}
