namespace Sluice.Diagnosis.Lint.Timing;

/// <summary>The smallest timer of each kind on the whole path, and what follows from it.</summary>
internal static class PathSummary
{
    public static IEnumerable<(PathTimer Timer, string Consequence)> Of(LintReport report)
    {
        foreach (var kind in Enum.GetValues<TimerKind>())
        {
            if (report.Timers.Where(timer => timer.Kind == kind).MinBy(timer => timer.Limit) is { } smallest)
                yield return (smallest, Consequence(smallest, report.Budget));
        }
    }

    static string Consequence(PathTimer timer, PathBudget budget) => timer.Kind switch
    {
        TimerKind.Idle when budget.Heartbeat is { } beat => 2 * beat <= timer.Limit
            ? $"the heartbeat of {Durations.Show(beat)} keeps it open"
            : $"the heartbeat of {Durations.Show(beat)} is too slow: {Durations.Show(timer.Limit / 2)} or less is needed",
        TimerKind.Idle => $"a heartbeat every {Durations.Show(Floor(timer.Limit / 2))} or less keeps it open",
        TimerKind.FirstByte => "headers have to leave before that",
        TimerKind.Total => Against(timer.Limit, budget, "streams end there, whatever they send"),
        TimerKind.Drain => Against(timer.Limit, budget, "streams get that long when a process stops"),
        _ => "a client that reads nothing for so long is dropped",
    };

    static string Against(TimeSpan limit, PathBudget budget, string otherwise) => budget.LongestStream is { } longest
        ? limit < longest ? $"too short for the longest stream, {Durations.Show(longest)}" : $"enough for the longest stream, {Durations.Show(longest)}"
        : otherwise;

    static TimeSpan Floor(TimeSpan value) => value < TimeSpan.FromSeconds(1) ? value : TimeSpan.FromSeconds(Math.Floor(value.TotalSeconds));
}
