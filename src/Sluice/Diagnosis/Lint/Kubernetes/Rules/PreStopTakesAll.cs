using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class PreStopTakesAll() : KubernetesRule(new RuleInfo
{
    Id = "GW1712",
    Product = Product.Kubernetes,
    Title = "preStop uses up the whole grace period",
    Severity = Severity.Error,
    Flags = "A preStop hook of a container that sleeps for as long as terminationGracePeriodSeconds (30 s unless set), or longer.",
    Why = "The process is killed while the hook still sleeps: it never hears that it has to stop, and no stream is ended with an error event.",
    Fix = "terminationGracePeriodSeconds: 615",
    Changes = "After the hook the process gets the rest of the period for its streams.",
    Evidence = [FailureModes.D02, Sources.PodTermination],
    Mechanical = true,
}, PodTemplate.Kinds)
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context)
    {
        if (PodTemplate.Of(subject) is not { Grace: { } grace, PreStop: { } hook } pods || pods.PreStopSleep < grace)
            yield break;
        var enough = KubernetesTimer.Seconds(pods.PreStopSleep + context.Budget.Suggest(TimerKind.Drain));
        yield return At(hook.NameWord.Span, $"preStop sleeps for {Durations.Show(pods.PreStopSleep)} of {Durations.Show(grace)}{(pods.GraceNode is null ? ", the default grace period" : " of grace")}: the process is killed before it hears of the stop.", pods.Hint, subject.Title) with
        {
            Fix = $"terminationGracePeriodSeconds: {enough}",
            Edits = GracePeriod.Set(pods, enough) is { } edit ? [edit] : [],
        };
    }
}
