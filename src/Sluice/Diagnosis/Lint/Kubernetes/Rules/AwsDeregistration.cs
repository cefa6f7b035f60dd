using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class AwsDeregistration() : KubernetesRule(new RuleInfo
{
    Id = "GW1715",
    Product = Product.Kubernetes,
    Title = "the AWS load balancer cuts running streams when a pod leaves",
    Severity = Severity.Warning,
    Flags = "deregistration_delay.timeout_seconds in alb.ingress.kubernetes.io/target-group-attributes of an Ingress of class alb (300 s unless set) below the longest stream; where that is not known, below 5 minutes (info) or 60 s (warning).",
    Why = "A pod that stops is deregistered; streams that still run to it are closed when this time is over, however long the pod would go on.",
    Fix = "alb.ingress.kubernetes.io/target-group-attributes: deregistration_delay.timeout_seconds=600",
    Changes = "Old pods keep their streams until they end or the time is over.",
    Evidence = [FailureModes.D01, Sources.Alb],
    Mechanical = true,
}, "Ingress")
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context) =>
        AwsAttributes.Check(this, subject, context, TimerKind.Drain, "target-group-attributes", "deregistration_delay.timeout_seconds", TimeSpan.FromMinutes(5));
}
