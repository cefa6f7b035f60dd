namespace Sluice.Diagnosis.Arrivals;

/// <summary>The first events come together and late, the others at once: somebody looks at the beginning before deciding what to do with the rest.</summary>
internal static class Start
{
    public static Pattern? Read(ArrivalTrack track, IReadOnlyList<Release> releases)
    {
        var first = releases.FirstOrDefault(r => r.Events > 0);
        if (first.Events < 2 || first.Oldest < 2 * ArrivalTrack.Tolerance || first.Events > 0.7 * track.Events.Count)
            return null;
        var rest = track.Events.Skip(first.Events).Select(e => e.Held).ToArray();
        if (rest.Length < 8 || Numbers.Quantile(rest, 0.9) > 1.5 * ArrivalTrack.Tolerance || Numbers.Median(rest) > ArrivalTrack.Tolerance / 2)
            return null;
        return new(PatternKind.StartHeld, 0.9)
        {
            Bytes = track.Events[first.Events - 1].Bytes,
            Period = TimeSpan.FromMilliseconds(first.Oldest),
            Bursts = 1,
        };
    }
}
