using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Envoy.Rules;

internal sealed class Http2StreamLimit() : EnvoyRule(new RuleInfo
{
    Id = "GW1511",
    Product = Product.Envoy,
    Title = "few streams fit into one HTTP/2 connection",
    Severity = Severity.Warning,
    Flags = "max_concurrent_streams below 100 in the http2_protocol_options of a connection manager that has routes which may stream.",
    Why = "Streams last for minutes. A client or gateway that shares one connection sends its next request only when another answer has ended: time to first token jumps at the limit.",
    Fix = "max_concurrent_streams: 100",
    Changes = "One connection carries more streams at once; memory per connection grows with the streams that are open.",
    Evidence = [FailureModes.P01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(EnvoyConfiguration configuration, LintContext context)
    {
        if (configuration.Hint == StreamHint.No)
            yield break;
        foreach (var manager in configuration.Managers)
        {
            if (manager.Node.Field("http2_protocol_options", "max_concurrent_streams") is { } setting
                && StreamLimit.Complaint("max_concurrent_streams", setting.Text()) is { } complaint)
            {
                yield return At(setting.Span, complaint) with
                {
                    Edits = [TextEdit.Replace(setting.Arguments[0].Span, "100")],
                };
            }
        }
    }
}
