namespace Sluice.Diagnosis.Lint.Varnish.Rules;

internal sealed class RetriesPrompts() : VarnishRule(new RuleInfo
{
    Id = "GW1409",
    Product = Product.Varnish,
    Title = "Varnish sends prompts again that a backend already works on",
    Severity = Severity.Warning,
    Flags = "return (retry) in vcl_backend_response or vcl_backend_error where a POST reaches it, in a program that keeps request bodies with std.cache_req_body. Without that a POST cannot be sent again, and nothing is flagged.",
    Why = "After a timeout or a broken answer the same prompt goes to a backend again, up to max_retries (4) times: it is generated, and paid, each time.",
    Fix = "if (bereq.method != \"POST\") {\n    return (retry);\n}",
    Changes = "A POST whose backend fails is answered with an error; the client, which knows whether that is safe, may repeat it.",
    Evidence = [Sources.VarnishRequestBody, FailureModes.R01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(VclConfiguration configuration, LintContext context)
    {
        if (!configuration.Steps("vcl_recv").Any(step => step.Node.Name == "std.cache_req_body" || step.Node.Arguments.Any(word => word.Value == "std.cache_req_body")))
            yield break;
        foreach (var step in configuration.Steps("vcl_backend_response").Concat(configuration.Steps("vcl_backend_error")).Where(step => VclConfiguration.Returned(step.Node) == "retry"))
        {
            yield return At(configuration, step, "return (retry) takes in POST, whose body std.cache_req_body keeps: a prompt is sent to a backend again.") with
            {
                Edits = [Text.TextEdit.Replace(step.Node.Span, $"if (bereq.method != \"POST\") {{ {step.Node.Span.Text} }}")],
            };
        }
    }
}
