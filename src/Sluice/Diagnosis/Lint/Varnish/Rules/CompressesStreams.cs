using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Varnish.Rules;

internal sealed class CompressesStreams() : VarnishRule(new RuleInfo
{
    Id = "GW1402",
    Product = Product.Varnish,
    Title = "Varnish compresses event streams and holds them back",
    Severity = Severity.Error,
    Flags = "set beresp.do_gzip = true in vcl_backend_response where an event stream reaches it. Conditions are followed: Content-Type ~ \"text\" takes event streams in, ~ \"text/html\" does not.",
    Why = "The compressor hands nothing on before its buffer is full: 17 bytes at once, the rest at the end. Clients that take no gzip get one read at the end.",
    Fix = "if (beresp.http.Content-Type !~ \"event-stream\") {\n    set beresp.do_gzip = true;\n}",
    Changes = "Event streams leave uncompressed, as they come.",
    Evidence = [Measurements.VarnishGzip, FailureModes.B05],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(VclConfiguration configuration, LintContext context)
    {
        if (VclConfiguration.Assigned(configuration.Steps("vcl_backend_response"), "beresp.do_gzip", value => value == "true") is { } step)
        {
            yield return At(configuration, step, "beresp.do_gzip is true for event streams: they are held until the compressor's buffer is full.") with
            {
                Edits = [TextEdit.Replace(step.Node.Span, $"if (beresp.http.Content-Type !~ \"event-stream\") {{ {step.Node.Span.Text} }}")],
            };
        }
    }
}
