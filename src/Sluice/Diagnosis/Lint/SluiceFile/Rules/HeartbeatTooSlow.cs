using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.SluiceFile.Rules;

internal sealed class HeartbeatTooSlow() : SluiceRule(new RuleInfo
{
    Id = "GW2101",
    Product = Product.Sluice,
    Title = "the heartbeat is too slow for a hop on the path",
    Severity = Severity.Error,
    Flags = "heartbeat.interval of which two do not fit into the shortest idle limit that the other files of the same run set. Without other files nothing is flagged.",
    Why = "The hop closes the stream before the heartbeat comes (error), or when one beat is late (warning).",
    Fix = "heartbeat:\n  interval: 15s",
    Changes = "More, tiny writes while a model is silent; no hop sees a silence that it would cut.",
    Evidence = [FailureModes.T01, Sources.SluiceManual],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(SluiceConfiguration configuration, LintContext context)
    {
        if (configuration.Interval is not { Limit: { } interval } clock || context.Timers.Where(timer => timer.Kind == TimerKind.Idle && timer.Product != Product.Sluice).MinBy(timer => timer.Limit) is not { } shortest
            || 2 * interval <= shortest.Limit)
            yield break;
        var enough = Durations.Show(TimeSpan.FromSeconds(Math.Max(1, Math.Floor(shortest.Limit.TotalSeconds / 3))));
        yield return At(clock, $"A heartbeat every {Durations.Show(interval)} does not keep {shortest.Setting} of {Durations.Show(shortest.Limit)} open ({shortest.Span.Source.Path}:{shortest.Span.Line}).",
            shortest.Limit <= interval ? Severity.Error : Severity.Warning, enough);
    }
}
