namespace Sluice.Diagnosis.Arrivals;

/// <summary>
/// An event comes out when a later one goes in: one event of lag for a layer that keeps the last write, more for a compressor that looks
/// ahead without being flushed. Only events at different intervals can tell that from a constant delay.
/// </summary>
internal static class Lagging
{
    const int Most = 6;

    public static Pattern? Read(ArrivalTrack track)
    {
        var slow = track.SlowEvents().ToArray();
        if (slow.Length < 2)
            return null;
        for (var lag = 1; lag <= Most; lag++)
        {
            var judged = slow.Where(i => i + lag < track.Events.Count && track.IntervalAfter(i + lag - 1) >= ArrivalTrack.Slow).ToArray();
            if (judged.Length < 2)
                return null;
            var fit = judged.Count(i => Math.Abs(track.Events[i].Held - (track.Events[i + lag].Sent - track.Events[i].Sent)) < ArrivalTrack.Tolerance);
            if (fit < 0.8 * judged.Length || !Distinct(track, judged, lag) || Lumps(track, judged))
                continue;
            return new(PatternKind.Behind, fit == judged.Length ? 0.95 : 0.8)
            {
                Lag = lag,
                Bytes = (long)Numbers.Median(judged.Select(i => (double)(track.Events[i + lag].Bytes - track.Events[i].Bytes))),
            };
        }

        return null;
    }

    /// <summary>Held for different times because the next came at different times; else it would be a delay.</summary>
    static bool Distinct(ArrivalTrack track, int[] judged, int lag)
    {
        var waits = judged.Select(i => track.Events[i + lag].Sent - track.Events[i].Sent).ToArray();
        return waits.Max() - waits.Min() > ArrivalTrack.Tolerance;
    }

    /// <summary>Several arriving at once are a burst, not a lag.</summary>
    static bool Lumps(ArrivalTrack track, int[] judged) =>
        judged.Count(i => i > 0 && track.Events[i].At - track.Events[i - 1].At < 1) > judged.Length / 3;
}
