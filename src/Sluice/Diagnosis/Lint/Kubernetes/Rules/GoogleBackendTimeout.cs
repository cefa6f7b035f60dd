using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class GoogleBackendTimeout() : KubernetesRule(new RuleInfo
{
    Id = "GW1716",
    Product = Product.Kubernetes,
    Title = "Google's load balancer ends answers after a fixed time",
    Severity = Severity.Error,
    Flags = "timeoutSec of a BackendConfig or a GCPBackendPolicy, written or the default of 30 s, below the longest stream; where that is not known, below 10 minutes (warning). The default is judged where the policy is known to be for streams, or the longest stream is named.",
    Why = "The time covers the whole answer, whatever it sends.",
    Fix = "timeoutSec: 900",
    Changes = "Longer streams pass; a backend that never ends an answer is cut later.",
    Evidence = [FailureModes.T03, Sources.GoogleBackend, CloudSources.GkeBackendConfig],
    Mechanical = true,
}, "BackendConfig", "GCPBackendPolicy")
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context)
    {
        var holder = subject.Kind == "BackendConfig" ? subject.Node.At("spec") : subject.Node.At("spec", "default");
        var field = holder.At("timeoutSec");
        var target = subject.Node.Text("spec", "targetRef", "name");
        var hint = target is not null && subject.Cluster.IsStreamService(subject.Namespace, target) ? StreamHint.Yes : StreamHints.Of(null, subject.Name, target);
        if (field is not null)
            return KubernetesTimer.Field(this, context, TimerKind.Total, field, subject.Title, hint, KubernetesTimer.Seconds);
        if (hint != StreamHint.Yes && context.Budget.LongestStream is null)
            return [];
        var timer = new PathTimer(TimerKind.Total, TimeSpan.FromSeconds(30), "timeoutSec", subject.Head, Product.Kubernetes, IsDefault: true) { Route = subject.Title };
        return TimerRule.Check(this, timer, context, hint, KubernetesTimer.Seconds, value => holder?.Set("timeoutSec", value))
            .Select(finding => finding with { Fix = $"timeoutSec: {finding.Fix}" });
    }
}
