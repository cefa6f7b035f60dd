namespace Sluice.Diagnosis.Arrivals;

/// <summary>
/// A timer: events that come one by one are each late by its length, and those that come faster than it are let go together, once per
/// tick. A slow stream shows no bursts at all, which is why detectors that look for bursts pass it.
/// </summary>
internal static class Constant
{
    public static Pattern? Read(ArrivalTrack track, IReadOnlyList<Release> releases)
    {
        if (LateBy(track) is not { } late)
            return null;
        var crowded = releases.Where(r => r.Events > 1).ToArray();
        // A release may be many reads in a row, each an event that is as late as all others: that is a delay and no burst.
        var bursts = crowded.Sum(r => r.Events) > track.Events.Count / 3 && track.Together > track.Events.Count / 3;
        // Bursts of a timer are as old as slow events are late, or, where it lets go of only so much per tick, as far apart.
        if (bursts && !Near(Numbers.Median(crowded.Select(r => r.Oldest)), late) && !Near(Gap(releases), late))
            return null;
        return new(bursts ? PatternKind.TimerBursts : PatternKind.Late, 0.95)
        {
            Period = TimeSpan.FromMilliseconds(late),
            Bursts = crowded.Length,
        };
    }

    /// <summary>How late slow events constantly are; null where they are not.</summary>
    public static double? LateBy(ArrivalTrack track)
    {
        var holds = track.SlowEvents().Select(i => track.Events[i].Held).ToArray();
        var late = Numbers.Median(holds);
        var apart = Numbers.Quantile(holds, 0.8) - Numbers.Quantile(holds, 0.2);
        return holds.Length < 3 || late < ArrivalTrack.Tolerance * 0.75 || apart > Math.Max(25, 0.2 * late) ? null : late;
    }

    static double Gap(IReadOnlyList<Release> releases) => Numbers.Median(releases.Skip(1).Zip(releases, (next, r) => next.At - r.At));

    static bool Near(double one, double other) => Math.Abs(one - other) <= Math.Max(30, 0.25 * other);
}
