using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class KnativeTimeout() : KubernetesRule(new RuleInfo
{
    Id = "GW1717",
    Product = Product.Kubernetes,
    Title = "Knative or Cloud Run ends answers after a fixed time",
    Severity = Severity.Error,
    Flags = "timeoutSeconds of a Service of serving.knative.dev, written or the default of 300 s, below the longest stream; where that is not known, below 10 minutes (warning). The default is judged where the service is known to carry streams, or the longest stream is named.",
    Why = "The time covers the whole answer, whatever it sends; the container goes on and is paid for.",
    Fix = "timeoutSeconds: 900",
    Changes = "Longer streams pass: Cloud Run allows 3600 s, Knative what max-revision-timeout-seconds says (600 s unless set).",
    Evidence = [FailureModes.T03, Sources.CloudRun],
    Mechanical = true,
}, "Service")
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context)
    {
        if (subject.Group != "serving.knative.dev" || subject.Node.At("spec", "template", "spec") is not { IsBlock: true } spec)
            return [];
        var hint = StreamHints.Of(null, [subject.Name, .. spec.Items("containers").Select(container => container.Text("image"))]);
        if (spec.At("timeoutSeconds") is { } field)
            return KubernetesTimer.Field(this, context, TimerKind.Total, field, subject.Title, hint, KubernetesTimer.Seconds);
        if (hint != StreamHint.Yes && context.Budget.LongestStream is null)
            return [];
        var timer = new PathTimer(TimerKind.Total, TimeSpan.FromSeconds(300), "timeoutSeconds", subject.Head, Product.Kubernetes, IsDefault: true) { Route = subject.Title };
        return TimerRule.Check(this, timer, context, hint, KubernetesTimer.Seconds, value => spec.Set("timeoutSeconds", value))
            .Select(finding => finding with { Fix = $"timeoutSeconds: {finding.Fix}" });
    }
}
