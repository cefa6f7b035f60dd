using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Varnish.Rules;

internal sealed class CollectsBeforeDelivery() : VarnishRule(new RuleInfo
{
    Id = "GW1401",
    Product = Product.Varnish,
    Title = "Varnish fetches the whole answer before it sends any of it",
    Severity = Severity.Error,
    Flags = "set beresp.do_stream = false in vcl_backend_response where an event stream reaches it. Conditions on content type, path and method are followed: statements that only other answers reach are not flagged.",
    Why = "The client gets nothing before the last token, then everything, with a Content-Length.",
    Fix = "set beresp.do_stream = true;",
    Changes = "The answer is delivered while it is fetched, which is the default.",
    Evidence = [Measurements.VarnishStream, FailureModes.B04],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(VclConfiguration configuration, LintContext context)
    {
        if (VclConfiguration.Assigned(configuration.Steps("vcl_backend_response"), "beresp.do_stream", value => value == "false") is { } step)
        {
            yield return At(configuration, step, "beresp.do_stream is false for event streams: the answer is sent when it is complete.") with
            {
                Edits = [TextEdit.Replace(step.Node.Arguments[^1].Span, "true")],
            };
        }
    }
}
