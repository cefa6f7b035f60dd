using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.SluiceFile.Rules;

internal sealed class CommitTooLate() : SluiceRule(new RuleInfo
{
    Id = "GW2103",
    Product = Product.Sluice,
    Title = "headers are held back for longer than a hop waits for them",
    Severity = Severity.Error,
    Flags = "heartbeat.commit_after that is not at least 2 s shorter than the shortest first-byte or idle limit that the other files of the same run set. Without other files nothing is flagged.",
    Why = "Until then a silent model sends the client neither headers nor heartbeat, so that another provider can still be tried; the hop gives up first and answers 504.",
    Fix = "heartbeat:\n  commit_after: 10s",
    Changes = "Heartbeats begin in time; a failure after that moment can no longer become an error status or a fallback to another provider.",
    Evidence = [FailureModes.T02, Sources.SluiceManual],
    Mechanical = true,
})
{
    static readonly TimeSpan Reserve = TimeSpan.FromSeconds(2);

    public override IEnumerable<Finding> Check(SluiceConfiguration configuration, LintContext context)
    {
        var limits = context.Timers.Where(timer => timer.Kind is TimerKind.Idle or TimerKind.FirstByte && timer.Product != Product.Sluice);
        if (configuration.Interval is not { Limit: not null } || configuration.CommitAfter is not { Limit: { } commit } clock || limits.MinBy(timer => timer.Limit) is not { } shortest || commit + Reserve <= shortest.Limit)
            yield break;
        var enough = Durations.Show(TimeSpan.FromSeconds(Math.Floor(shortest.Limit.TotalSeconds / 3)));
        yield return At(clock, $"Nothing is sent for up to {Durations.Show(commit)}, and {shortest.Setting} is {Durations.Show(shortest.Limit)} ({shortest.Span.Source.Path}:{shortest.Span.Line}).",
            shortest.Limit <= commit ? Severity.Error : Severity.Warning, enough);
    }
}
