using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class PerTryTimeout() : KubernetesRule(new RuleInfo
{
    Id = "GW1709",
    Product = Product.Kubernetes,
    Title = "the mesh does not wait for the first token",
    Severity = Severity.Warning,
    Flags = "retries.perTryTimeout of an Istio VirtualService below 60 s (warning) or 120 s (info). 0s means none.",
    Why = "It runs until a part of the answer has been sent on: a long prompt or a queue is cut, and the prompt is sent again where retries are allowed.",
    Fix = "perTryTimeout: 5m",
    Changes = "Slow first tokens are waited for; a hung pod is noticed later.",
    Evidence = [FailureModes.T02, FailureModes.R01, Sources.EnvoyTimeouts, Sources.Istio],
    Mechanical = true,
}, "VirtualService")
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context) =>
        KubernetesRoute.OfMesh(subject).SelectMany(route => KubernetesTimer.Field(this, context, TimerKind.FirstByte, route.Node.At("retries", "perTryTimeout"), route.Name, route.Hint));
}
