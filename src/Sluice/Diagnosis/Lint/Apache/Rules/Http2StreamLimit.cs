using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Apache.Rules;

internal sealed class Http2StreamLimit() : ApacheRule(new RuleInfo
{
    Id = "GW1310",
    Product = Product.Apache,
    Title = "few streams fit into one HTTP/2 connection",
    Severity = Severity.Warning,
    Flags = "H2MaxSessionStreams below 100, its default, in a configuration that proxies.",
    Why = "Streams last for minutes. A client or gateway that shares one connection sends its next request only when another answer has ended: time to first token jumps at the limit.",
    Fix = "H2MaxSessionStreams 100",
    Changes = "One connection carries more streams at once; each occupies a worker of httpd while it lasts.",
    Evidence = [FailureModes.P01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(ApacheConfiguration configuration, LintContext context)
    {
        if (configuration.Hint == StreamHint.No)
            yield break;
        foreach (var directive in configuration.Root.Descendants().Where(node => node.Is("H2MaxSessionStreams")))
        {
            if (StreamLimit.Complaint(directive.Name, directive.Argument(0)) is { } complaint)
            {
                yield return At(directive.Head, complaint) with
                {
                    Edits = [TextEdit.Replace(directive.Arguments[0].Span, "100")],
                };
            }
        }
    }
}
