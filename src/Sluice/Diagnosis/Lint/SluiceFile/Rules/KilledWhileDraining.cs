using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.SluiceFile.Rules;

internal sealed class KilledWhileDraining() : SluiceRule(new RuleInfo
{
    Id = "GW2110",
    Product = Product.Sluice,
    Title = "Sluice's pod is killed before its drain is over",
    Severity = Severity.Error,
    Flags = "drain.propagation and drain.deadline (5 s and 300 s unless set) that together exceed the grace period, less preStop, of a workload among the other files of the same run whose name speaks of sluice. Without such a file nothing is flagged.",
    Why = "The process is killed while streams still run: none of them is ended with the error event of its dialect, and clients see a broken connection, or an answer that looks complete.",
    Fix = "terminationGracePeriodSeconds: 320",
    Changes = "The pod lives until its last stream has ended, or until Sluice has ended it at the deadline.",
    Evidence = [FailureModes.D01, FailureModes.D02, Sources.PodTermination, Sources.SluiceManual],
})
{
    /// <summary>What Sluice needs at the end to write its last events and exit.</summary>
    static readonly TimeSpan Reserve = TimeSpan.FromSeconds(10);

    public override IEnumerable<Finding> Check(SluiceConfiguration configuration, LintContext context)
    {
        if (configuration.Deadline is not { Limit: { } deadline } clock || configuration.Propagation is not { Limit: { } propagation })
            yield break;
        var drain = propagation + deadline;
        foreach (var pod in context.Timers.Where(timer => timer.Kind == TimerKind.Drain && timer.Product == Product.Kubernetes && IsSluice(timer) && timer.Limit < drain))
        {
            var grace = Math.Ceiling((drain + Reserve + pod.Spent).TotalSeconds);
            yield return At(clock.Span, $"Sluice drains for up to {Durations.Show(drain)}, and {pod.Route} is killed after {Durations.Show(pod.Limit)} ({pod.Span.Source.Path}:{pod.Span.Line}).") with
            {
                Fix = $"terminationGracePeriodSeconds: {grace:0}",
                Routes = [pod.Route],
            };
        }
    }

    static bool IsSluice(PathTimer timer) =>
        timer.Setting.StartsWith("terminationGracePeriodSeconds", StringComparison.Ordinal) && timer.Route.Contains("sluice", StringComparison.OrdinalIgnoreCase);
}
