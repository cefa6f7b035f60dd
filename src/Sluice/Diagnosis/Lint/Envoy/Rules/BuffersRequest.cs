namespace Sluice.Diagnosis.Lint.Envoy.Rules;

internal sealed class BuffersRequest() : EnvoyRouteRule(new RuleInfo
{
    Id = "GW1507",
    Product = Product.Envoy,
    Title = "the upstream hears of a prompt only when Envoy has all of it",
    Severity = Severity.Info,
    Flags = "The buffer filter on the way of a route, unless the route disables it with BufferPerRoute. It holds requests only.",
    Why = "Answers stream as before, but a long prompt over a slow link adds its upload time to the first token, and one above max_request_bytes is refused with 413.",
    Fix = "typed_per_filter_config:\n  envoy.filters.http.buffer:\n    \"@type\": type.googleapis.com/envoy.extensions.filters.http.buffer.v3.BufferPerRoute\n    disabled: true",
    Changes = "The prompt is passed on while it arrives.",
    Evidence = [Sources.EnvoyFileSystemBuffer],
})
{
    public override IEnumerable<Finding> Check(EnvoyRoute route, LintContext context) =>
        route.Filters.Where(filter => filter.Type == "Buffer")
            .Select(filter => At(filter.Span, "the buffer filter holds requests until they are complete: time to first token grows by the upload of the prompt.", route.Hint, route.Name));
}
