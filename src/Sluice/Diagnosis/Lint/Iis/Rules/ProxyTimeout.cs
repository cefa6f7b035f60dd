using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Diagnosis.Lint.Iis.Rules;

internal sealed class ProxyTimeout() : IisMachineRule(new RuleInfo
{
    Id = "GW2005",
    Product = Product.Iis,
    Title = "ARR does not wait for the first token",
    Severity = Severity.Warning,
    Flags = "timeout of the proxy, where it is enabled, or of a server farm, below 60 s (warning) or 120 s (info). A timeout that is not written is not judged.",
    Why = "ARR answers 502.3 when the server takes longer to respond; a long prompt or a queue does.",
    Fix = "timeout=\"00:05:00\"",
    Changes = "Slow first tokens are waited for; servers that died are noticed later.",
    Evidence = [FailureModes.T02, CloudSources.ArrTimeout],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(XmlElementNode root, LintContext context) => Arr.Proxies(root).SelectMany(proxy =>
        IisTimer.Check(this, context, TimerKind.FirstByte, proxy.Node, "timeout", null, proxy.Route, proxy.Hint));
}
