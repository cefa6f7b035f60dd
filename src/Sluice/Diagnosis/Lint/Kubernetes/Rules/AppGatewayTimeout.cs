using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class AppGatewayTimeout() : KubernetesRule(new RuleInfo
{
    Id = "GW1718",
    Product = Product.Kubernetes,
    Title = "Azure's Application Gateway cuts streams that are silent for too long",
    Severity = Severity.Error,
    Flags = "appgw.ingress.kubernetes.io/request-timeout of an Ingress of the Application Gateway controller, written or the default of 30 s, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning).",
    Why = "The gateway answers 504, or closes the stream, when the backend sent nothing for that long.",
    Fix = "appgw.ingress.kubernetes.io/request-timeout: \"300\"",
    Changes = "Silent streams live longer. The gateway's response buffers have to be off as well, which no annotation does: set enableResponseBuffering to false in its global configuration.",
    Evidence = [FailureModes.T01, FailureModes.T02, Sources.AppGateway, CloudSources.AppGatewayIngress],
    Mechanical = true,
}, "Ingress")
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context)
    {
        var ingress = new Ingress(subject);
        return ingress.IsAppGateway
            ? KubernetesTimer.Annotation(this, ingress, context, TimerKind.Idle, Ingress.AppGateway + "request-timeout", TimeSpan.FromSeconds(30), KubernetesTimer.Seconds)
            : [];
    }
}
