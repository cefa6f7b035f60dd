using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class GatewayTimeout() : KubernetesRule(new RuleInfo
{
    Id = "GW1706",
    Product = Product.Kubernetes,
    Title = "the gateway ends answers after a fixed time",
    Severity = Severity.Error,
    Flags = "timeouts.request or timeouts.backendRequest of a rule of an HTTPRoute below the longest stream; where that is not known, below 10 minutes (warning). 0s means none; what holds where nothing is written is up to the implementation.",
    Why = "Both cover the answer to its last byte, whatever it sends.",
    Fix = "request: 0s",
    Changes = "Streams last as long as they need; a backend that never ends an answer is no longer cut. Set an idle limit in the implementation's own policy instead.",
    Evidence = [FailureModes.T03, Sources.GatewayApi],
    Mechanical = true,
}, "HTTPRoute")
{
    static readonly string[] Names = ["request", "backendRequest"];

    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context) =>
        from route in KubernetesRoute.OfGateway(subject)
        from name in Names
        from finding in KubernetesTimer.Field(this, context, TimerKind.Total, route.Node.At("timeouts", name), route.Name, route.Hint, _ => "0s")
        select finding;
}
