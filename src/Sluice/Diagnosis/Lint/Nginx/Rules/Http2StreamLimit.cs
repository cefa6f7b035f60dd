using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class Http2StreamLimit() : NginxRule(new RuleInfo
{
    Id = "GW1015",
    Product = Product.Nginx,
    Title = "few streams fit into one HTTP/2 connection",
    Severity = Severity.Warning,
    Flags = "http2_max_concurrent_streams (or http3_max_concurrent_streams) below 100 in a configuration that proxies.",
    Why = "Streams last for minutes. A client or gateway that shares one connection sends its next request only when another answer has ended: time to first token jumps at the limit.",
    Fix = "http2_max_concurrent_streams 128;",
    Changes = "One connection carries more streams at once; memory per connection grows with the streams that are open.",
    Evidence = [FailureModes.P01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxConfiguration configuration, LintContext context)
    {
        if (configuration.Routes.Count == 0)
            yield break;
        foreach (var directive in configuration.Root.Descendants().Where(node => node.Is("http2_max_concurrent_streams") || node.Is("http3_max_concurrent_streams")))
        {
            if (StreamLimit.Complaint(directive.Name, directive.Argument(0)) is { } complaint)
            {
                yield return At(directive.Head, complaint) with
                {
                    Fix = $"{directive.Name} 128;",
                    Edits = [TextEdit.Replace(directive.Arguments[0].Span, "128")],
                };
            }
        }
    }
}
