using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class MeshTimeout() : KubernetesRule(new RuleInfo
{
    Id = "GW1707",
    Product = Product.Kubernetes,
    Title = "the mesh ends answers after a fixed time",
    Severity = Severity.Error,
    Flags = "timeout of an HTTP route of an Istio VirtualService below the longest stream; where that is not known, below 10 minutes (warning). Istio sets none by default, and 0s means none.",
    Why = "It is Envoy's route timeout: it covers the answer to its last byte, whatever it sends.",
    Fix = "timeout: 0s",
    Changes = "Streams last as long as they need; Envoy's stream idle timeout (5 minutes) still ends silent ones.",
    Evidence = [FailureModes.T03, Sources.Istio],
    Mechanical = true,
}, "VirtualService")
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context) =>
        KubernetesRoute.OfMesh(subject).SelectMany(route => KubernetesTimer.Field(this, context, TimerKind.Total, route.Node.At("timeout"), route.Name, route.Hint, _ => "0s"));
}
