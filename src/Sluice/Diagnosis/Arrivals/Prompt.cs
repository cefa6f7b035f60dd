namespace Sluice.Diagnosis.Arrivals;

/// <summary>Nothing is held, apart from the head perhaps.</summary>
internal static class Prompt
{
    /// <summary>Little enough for the examiner to look again.</summary>
    const double Stalled = 0.6;
    const int MostStalls = 6;

    public static Pattern? Read(ArrivalTrack track, IReadOnlyList<Release> releases)
    {
        var slow = Numbers.Median(track.SlowEvents().Select(i => track.Events[i].Held));
        var most = Numbers.Quantile(track.Events.Select(e => e.Held), 0.9);
        if (slow >= ArrivalTrack.Tolerance || track.MedianHeld >= ArrivalTrack.Tolerance)
            return null;
        if (most >= 2 * ArrivalTrack.Tolerance)
            return Stalls(releases) && Start.Read(track, releases) is null ? new(PatternKind.Streams, Stalled) : null;
        // A beginning that was held can be few events of many.
        if (Start.Read(track, releases) is not null)
            return null;
        var confidence = Math.Clamp(1 - (most / (4 * ArrivalTrack.Tolerance)), 0.5, 0.99);
        if (track.HeadHeld > Math.Max(ArrivalTrack.Tolerance, 2 * most) && HeadComesWithBody(track))
            return new(PatternKind.HeadHeld, confidence);
        return Batches(track) is { } batch ? new(PatternKind.ProducerBatches, confidence) { Bytes = batch } : new(PatternKind.Streams, confidence);
    }

    /// <summary>
    /// A few moments in which nothing moved, among many in which all did, are a machine or a network out of breath: a hop that holds, holds
    /// every time.
    /// </summary>
    static bool Stalls(IReadOnlyList<Release> releases)
    {
        var held = releases.Count(r => r.Events > 0 && r.Oldest >= ArrivalTrack.Tolerance);
        return held <= MostStalls && held <= 0.05 * releases.Count;
    }

    static bool HeadComesWithBody(ArrivalTrack track) => track.Events[0].At - track.HeadAt < ArrivalTrack.Tolerance / 2;

    /// <summary>Events that left their producer together arrive together: nobody on the way is to blame.</summary>
    static long? Batches(ArrivalTrack track)
    {
        var together = Enumerable.Range(0, track.Events.Count - 1).Count(i => track.IntervalAfter(i) < 0.5);
        if (track.Events.Count < 12 || together < 0.6 * track.Events.Count)
            return null;
        var starts = Enumerable.Range(0, track.Events.Count).Where(i => i == 0 || track.IntervalAfter(i - 1) >= 0.5).ToArray();
        return (long)Numbers.Median(starts.Skip(1).Zip(starts, (next, start) => (double)(track.Events[next - 1].Bytes - (start == 0 ? 0 : track.Events[start - 1].Bytes))));
    }
}
