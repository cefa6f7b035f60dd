using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class ControllerShutdown() : KubernetesRule(new RuleInfo
{
    Id = "GW1705",
    Product = Product.Kubernetes,
    Title = "a reload of the ingress controller cuts the streams that run",
    Severity = Severity.Warning,
    Flags = "worker-shutdown-timeout in the ConfigMap of ingress-nginx below the longest stream; where that is not known, below 5 minutes (info) or 60 s (warning). The default of 240 s is judged only where the longest stream is named.",
    Why = "The controller reloads nginx whenever an Ingress or a certificate changes; old workers close every connection that is still open when this time is over.",
    Fix = "worker-shutdown-timeout: \"600s\"",
    Changes = "Old workers, and the memory that they hold, stay until their last stream has ended. The pod's terminationGracePeriodSeconds has to be as long.",
    Evidence = [FailureModes.D01, Sources.IngressNginx, Sources.NginxShutdown],
    Mechanical = true,
}, "ConfigMap")
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context)
    {
        var setting = IngressController.Setting(subject, "worker-shutdown-timeout");
        var limit = TimeSpan.FromSeconds(240);
        if (!IngressController.IsCommunity(subject) || (setting is null && context.Budget.LongestStream is null)
            || (setting is not null && !Durations.TryParse(setting.Argument(0), TimeSpan.FromSeconds(1), out limit)))
            return [];
        var timer = new PathTimer(TimerKind.Drain, limit, "worker-shutdown-timeout", setting?.Span ?? subject.Head, Product.Kubernetes, setting is null) { Route = subject.Title };
        return TimerRule.Check(this, timer, context, StreamHint.Maybe, value => $"\"{value.TotalSeconds:0}s\"",
            value => setting is null ? IngressController.Add(subject, "worker-shutdown-timeout", value) : TextEdit.Replace(setting.Arguments[0].Span, value))
            .Select(finding => finding with { Fix = $"worker-shutdown-timeout: {finding.Fix}" });
    }
}
