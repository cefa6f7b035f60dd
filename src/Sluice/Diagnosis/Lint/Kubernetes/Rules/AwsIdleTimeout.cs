using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class AwsIdleTimeout() : KubernetesRule(new RuleInfo
{
    Id = "GW1714",
    Product = Product.Kubernetes,
    Title = "the AWS load balancer cuts streams that are silent for too long",
    Severity = Severity.Error,
    Flags = "idle_timeout.timeout_seconds in alb.ingress.kubernetes.io/load-balancer-attributes of an Ingress of class alb, written or the default of 60 s, and aws-load-balancer-connection-idle-timeout of a Service, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning).",
    Why = "The balancer closes the connection when neither side sent a byte for that long; TCP keep-alive and HTTP/2 PING do not reset it.",
    Fix = "alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=300",
    Changes = "Silent streams live longer (up to 4000 s are allowed).",
    Evidence = [FailureModes.T01, FailureModes.T08, Sources.Alb, Sources.ClassicElb],
    Mechanical = true,
}, "Ingress", "Service")
{
    const string Classic = "service.beta.kubernetes.io/aws-load-balancer-connection-idle-timeout";

    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context)
    {
        if (subject.Kind == "Ingress")
            return AwsAttributes.Check(this, subject, context, TimerKind.Idle, "load-balancer-attributes", "idle_timeout.timeout_seconds", TimeSpan.FromSeconds(60));
        if (subject.Annotation(Classic) is not { } annotation || !Durations.TryParse(annotation.Argument(0), TimeSpan.FromSeconds(1), out var limit))
            return [];
        var hint = subject.Cluster.IsStreamService(subject.Namespace, subject.Name) ? StreamHint.Yes : StreamHints.Of(null, subject.Name);
        return TimerRule.Check(this, new PathTimer(TimerKind.Idle, limit, "aws-load-balancer-connection-idle-timeout", annotation.Span, Product.Kubernetes) { Route = subject.Title }, context, hint,
            KubernetesTimer.Seconds, value => subject.SetAnnotation(Classic, value)).Select(finding => finding with { Fix = $"{Classic}: \"{finding.Fix}\"" });
    }
}
