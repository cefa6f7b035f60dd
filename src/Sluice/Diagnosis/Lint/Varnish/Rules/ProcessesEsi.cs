using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Varnish.Rules;

internal sealed class ProcessesEsi() : VarnishRule(new RuleInfo
{
    Id = "GW1403",
    Product = Product.Varnish,
    Title = "Varnish searches event streams for ESI tags and holds them back",
    Severity = Severity.Error,
    Flags = "set beresp.do_esi = true in vcl_backend_response where an event stream reaches it; conditions are followed.",
    Why = "To find the tags the whole answer is read first: the client gets it in one piece, with a Content-Length.",
    Fix = "if (beresp.http.Content-Type ~ \"^text/html\") {\n    set beresp.do_esi = true;\n}",
    Changes = "Only pages are searched for tags.",
    Evidence = [Measurements.VarnishEsi, FailureModes.B04],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(VclConfiguration configuration, LintContext context)
    {
        if (VclConfiguration.Assigned(configuration.Steps("vcl_backend_response"), "beresp.do_esi", value => value == "true") is { } step)
        {
            yield return At(configuration, step, "beresp.do_esi is true for event streams: the answer is read whole before it is sent.") with
            {
                Edits = [TextEdit.Replace(step.Node.Span, $"if (beresp.http.Content-Type ~ \"^text/html\") {{ {step.Node.Span.Text} }}")],
            };
        }
    }
}
