using Sluice.Diagnosis.Probing;

namespace Sluice.Diagnosis.Arrivals;

/// <summary>
/// Judges by arrivals alone: when the events were sent is not known, so a batching producer and a buffering hop look alike, and a slow
/// stream that is late all along looks right. Confidence is kept low on purpose.
/// </summary>
internal static class Unstamped
{
    const double Ceiling = 0.6;
    const double Together = 3;

    public static Pattern Read(Observation observation)
    {
        var events = observation.Events;
        var end = observation.EndAt.TotalMilliseconds;
        var first = events[0].At.TotalMilliseconds;
        if (events.Count < 5)
            return new(PatternKind.Irregular, 0.2) { Weak = true };
        // A long answer whose events all come at its very end was not made at its very end.
        if (events.Count >= 20 && first > 0.9 * end && end > 1000)
            return new(PatternKind.WholeBody, observation.Framing == BodyFraming.Length ? 0.8 : Ceiling) { Weak = true, Bytes = observation.Reads[^1].Body };
        var bursts = Group(observation);
        if (bursts.Count > 0.6 * events.Count)
            return new(PatternKind.Streams, Ceiling) { Weak = true };
        if (bursts.Count < 3)
            return new(PatternKind.Irregular, 0.3) { Weak = true, Bursts = bursts.Count };
        var sizes = bursts.Skip(1).SkipLast(1).Select(b => (double)b.Body).ToArray();
        var gaps = bursts.Skip(1).SkipLast(1).Zip(bursts, (next, b) => next.At - b.At).ToArray();
        var (bySize, byTime) = (Numbers.Spread(sizes), Numbers.Spread(gaps));
        if (bySize < 0.05 && sizes.Length >= 2)
            return new(PatternKind.SizeBursts, Ceiling) { Weak = true, Bytes = (long)Numbers.Median(sizes), Bursts = bursts.Count };
        if (byTime < 0.2 && gaps.Length >= 3)
            return new(PatternKind.TimerBursts, 0.5) { Weak = true, Period = TimeSpan.FromMilliseconds(Numbers.Median(gaps)), Bursts = bursts.Count };
        return new(PatternKind.Irregular, 0.4) { Weak = true, Bursts = bursts.Count };
    }

    static List<(double At, long Body)> Group(Observation observation)
    {
        var (groups, before, at) = (new List<(double, long)>(), 0L, double.NaN);
        for (var i = 0; i < observation.Reads.Count; i++)
        {
            var read = observation.Reads[i];
            at = double.IsNaN(at) ? read.At.TotalMilliseconds : at;
            if (i + 1 < observation.Reads.Count && (observation.Reads[i + 1].At - read.At).TotalMilliseconds <= Together)
                continue;
            if (read.Body > before)
                groups.Add((at, read.Body - before));
            (before, at) = (read.Body, double.NaN);
        }

        return groups;
    }
}
