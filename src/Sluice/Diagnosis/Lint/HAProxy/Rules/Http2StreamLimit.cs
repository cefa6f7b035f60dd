using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.HAProxy.Rules;

internal sealed class Http2StreamLimit() : HAProxyRule(new RuleInfo
{
    Id = "GW1110",
    Product = Product.HAProxy,
    Title = "few streams fit into one HTTP/2 connection",
    Severity = Severity.Warning,
    Flags = "tune.h2.max-concurrent-streams, tune.h2.fe.max-concurrent-streams or tune.h2.be.max-concurrent-streams below 100 in a configuration with routes.",
    Why = "Streams last for minutes. A client or gateway that shares one connection sends its next request only when another answer has ended: time to first token jumps at the limit.",
    Fix = "tune.h2.max-concurrent-streams 100",
    Changes = "One connection carries more streams at once; memory per connection grows with the streams that are open.",
    Evidence = [FailureModes.P01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(HAProxyConfiguration configuration, LintContext context)
    {
        if (configuration.Pairs.Count == 0)
            yield break;
        foreach (var name in new[] { "tune.h2.max-concurrent-streams", "tune.h2.fe.max-concurrent-streams", "tune.h2.be.max-concurrent-streams" })
        {
            if (configuration.Global(name).LastOrDefault() is { Arguments.Count: 1 } line && StreamLimit.Complaint(name, line.Argument(0)) is { } complaint)
            {
                yield return At(line.Head, complaint) with
                {
                    Fix = $"{name} 100",
                    Edits = [TextEdit.Replace(line.Arguments[0].Span, "100")],
                };
            }
        }
    }
}
