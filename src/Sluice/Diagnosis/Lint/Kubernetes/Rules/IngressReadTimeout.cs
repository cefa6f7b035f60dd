using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class IngressReadTimeout() : KubernetesRule(new RuleInfo
{
    Id = "GW1702",
    Product = Product.Kubernetes,
    Title = "the ingress controller cuts streams that are silent for too long",
    Severity = Severity.Error,
    Flags = "proxy-read-timeout of an Ingress served by nginx (nginx.ingress.kubernetes.io or nginx.org), written or the default of 60 s, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning).",
    Why = "The clock runs between two reads from the upstream, so it covers the wait for the first token and every pause of a reasoning model.",
    Fix = "nginx.ingress.kubernetes.io/proxy-read-timeout: \"300\"",
    Changes = "Silent streams live longer; pods that died without closing their connection are noticed later.",
    Evidence = [FailureModes.T01, Sources.IngressNginx, Sources.NginxProxyModule],
    Mechanical = true,
}, "Ingress")
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context)
    {
        var ingress = new Ingress(subject);
        return ingress.IsInc ? KubernetesTimer.Annotation(this, ingress, context, TimerKind.Idle, Ingress.Inc + "proxy-read-timeout", TimeSpan.FromSeconds(60), value => $"{value.TotalSeconds:0}s")
            : ingress.IsCommunity ? KubernetesTimer.Annotation(this, ingress, context, TimerKind.Idle, Ingress.Community + "proxy-read-timeout", TimeSpan.FromSeconds(60), KubernetesTimer.Seconds)
            : [];
    }
}
