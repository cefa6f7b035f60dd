using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class MeshTcpIdle() : KubernetesRule(new RuleInfo
{
    Id = "GW1710",
    Product = Product.Kubernetes,
    Title = "the mesh cuts TCP connections that are silent for too long",
    Severity = Severity.Error,
    Flags = "connectionPool.tcp.idleTimeout of an Istio DestinationRule, of its subsets and port settings too, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning). 0s means none, the default is one hour. connectionPool.http.idleTimeout counts connections without a request and is not flagged.",
    Why = "Traffic that the mesh passes on as TCP, TLS to a provider for example, is cut when neither side sent a byte for that long.",
    Fix = "idleTimeout: 1h",
    Changes = "Silent connections live longer.",
    Evidence = [FailureModes.T01, CloudSources.IstioTcpIdle],
    Mechanical = true,
}, "DestinationRule")
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context)
    {
        var spec = subject.Node.At("spec");
        var policies = spec.Items("subsets").Select(subset => subset.At("trafficPolicy")).Prepend(spec.At("trafficPolicy")).OfType<ConfigNode>().ToList();
        var hint = StreamHints.Of(null, subject.Name, spec.Text("host"));
        return policies.Concat(policies.SelectMany(policy => policy.Items("portLevelSettings"))).SelectMany(policy =>
            KubernetesTimer.Field(this, context, TimerKind.Idle, policy.At("connectionPool", "tcp", "idleTimeout"), $"{subject.Title} > {spec.Text("host")}", hint, _ => "1h"));
    }
}
