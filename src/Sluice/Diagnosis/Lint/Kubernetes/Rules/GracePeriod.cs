using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class GracePeriod() : KubernetesRule(new RuleInfo
{
    Id = "GW1711",
    Product = Product.Kubernetes,
    Title = "a pod that stops cuts the streams that run through it",
    Severity = Severity.Warning,
    Flags = "terminationGracePeriodSeconds (30 s unless set) less the longest preStop sleep, of a workload that is known to carry streams by its names, its images or the routes that lead to it, below the longest stream; where that is not known, below 5 minutes (info) or 60 s (warning). Other workloads are judged only where the longest stream is named.",
    Why = "The period starts before preStop runs; when it is over the process is killed, in the middle of an answer and without an error event. Every deployment, node drain and scale-in does it.",
    Fix = "terminationGracePeriodSeconds: 600",
    Changes = "Old pods stay until their last stream has ended (the process exits by itself then) or the time is over; the process has to drain for as long (drain.deadline in sluice.yaml, HostOptions.ShutdownTimeout, gunicorn's graceful timeout).",
    Evidence = [FailureModes.D01, FailureModes.D02, Sources.PodTermination],
    Mechanical = true,
}, PodTemplate.Kinds)
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context)
    {
        if (PodTemplate.Of(subject) is not { Grace: { } grace } pods || grace <= pods.PreStopSleep || (pods.Hint != StreamHint.Yes && context.Budget.LongestStream is null))
            return [];
        var setting = pods.PreStopSleep > TimeSpan.Zero ? $"terminationGracePeriodSeconds less {Durations.Show(pods.PreStopSleep)} of preStop" : "terminationGracePeriodSeconds";
        var node = pods.GraceNode;
        var timer = new PathTimer(TimerKind.Drain, grace - pods.PreStopSleep, setting, node?.Span ?? subject.Head, Product.Kubernetes, node is null) { Route = subject.Title, Spent = pods.PreStopSleep };
        return TimerRule.Check(this, timer, context, pods.Hint, value => KubernetesTimer.Seconds(value + pods.PreStopSleep), value => Set(pods, value))
            .Select(finding => finding with { Fix = $"terminationGracePeriodSeconds: {finding.Fix}" });
    }

    internal static TextEdit? Set(PodTemplate pods, string value) =>
        pods.GraceNode is { } node ? TextEdit.Replace(node.Arguments[0].Span, value) : pods.Spec.Set("terminationGracePeriodSeconds", value);
}
