namespace Sluice.Diagnosis.Lint.Varnish.Rules;

internal sealed class CollectsRequestBody() : VarnishRule(new RuleInfo
{
    Id = "GW1408",
    Product = Product.Varnish,
    Title = "the backend hears of a prompt only when Varnish has all of it",
    Severity = Severity.Info,
    Flags = "std.cache_req_body (or bodyaccess) in vcl_recv where a POST to a chat API reaches it.",
    Why = "The request body is read into memory first. Answers stream as before, but a long prompt over a slow link adds its upload time to the first token, and one above the given size is refused.",
    Fix = "# remove std.cache_req_body() for chat APIs",
    Changes = "The prompt is passed on while it arrives; a failed fetch cannot be retried with it.",
    Evidence = [Sources.VarnishRequestBody],
})
{
    public override IEnumerable<Finding> Check(VclConfiguration configuration, LintContext context) =>
        configuration.Steps("vcl_recv").Where(step => step.Node.Name == "std.cache_req_body" || step.Node.Arguments.Any(word => word.Value == "std.cache_req_body"))
            .Select(step => At(configuration, step, "std.cache_req_body reads the whole prompt before anything is sent to the backend: time to first token grows by its upload."));
}
