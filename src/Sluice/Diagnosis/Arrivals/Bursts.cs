namespace Sluice.Diagnosis.Arrivals;

/// <summary>
/// Bursts: of the same size whatever the rate, or at the same interval whatever the size. The plan sends at several rates and sizes, so
/// one of the two stays constant and the other does not.
/// </summary>
internal static class Bursts
{
    const long Page = 4096;

    public static Pattern? Read(ArrivalTrack track, IReadOnlyList<Release> releases)
    {
        var bursts = releases.Where(r => r.Events > 0).ToArray();
        if (bursts.Length < 2 || bursts.Sum(r => r.Events) < 1.5 * bursts.Length)
            return null;
        // The last one is what was left; the first is short by whatever else was in the buffer.
        var full = bursts.Length > 3 ? bursts[1..^1] : bursts[..^1];
        var body = full.Select(r => (double)r.Body).ToArray();
        var wire = full.Select(r => (double)r.Wire).ToArray();
        var periods = Periods(bursts[..^1]);
        var onTheWire = OnTheWire(wire, body);
        var sizes = onTheWire ? wire : body;
        var bySize = full.Length > 1 ? Numbers.Spread(sizes) : 0.05;
        var byTime = periods.Length > 1 ? Numbers.Spread(periods) : double.PositiveInfinity;
        if (byTime < 0.3 && byTime < bySize)
        {
            return new(PatternKind.TimerBursts, byTime < 0.1 ? 0.93 : 0.75)
            {
                Period = TimeSpan.FromMilliseconds(Numbers.Median(periods)),
                Bursts = bursts.Length,
            };
        }

        if (bySize > 0.6)
            return null;
        var pages = full.Length > 1 && full.All(r => r.Body % Page == 0);
        return new(PatternKind.SizeBursts, Confidence(bySize, full.Length, pages))
        {
            Bytes = (long)Numbers.Median(sizes),
            OnTheWire = onTheWire,
            Pages = pages,
            Bursts = bursts.Length,
            // Some let go of a full buffer at once and of the rest after a while.
            Period = Constant.LateBy(track) is { } late ? TimeSpan.FromMilliseconds(late) : null,
        };
    }

    /// <summary>From burst to burst. A timer also lets go of single events, but those come when they are sent, not at every tick.</summary>
    static double[] Periods(Release[] bursts)
    {
        var crowded = bursts.Skip(1).Zip(bursts, (next, r) => (next, r)).Where(pair => pair.r.Events > 1 && pair.next.Events > 1).ToArray();
        return [.. (crowded.Length > 2 ? crowded : bursts.Skip(1).Zip(bursts, (next, r) => (next, r))).Select(pair => pair.next.At - pair.r.At)];
    }

    static double Confidence(double spread, int count, bool pages) =>
        (spread < 0.005 || pages ? 0.97 : spread < 0.15 ? 0.88 : 0.7) - (count < 2 ? 0.25 : count < 3 ? 0.08 : 0);

    /// <summary>Counted in what varies less; where both are constant, in the one that is a round number of kibibytes.</summary>
    static bool OnTheWire(double[] wire, double[] body)
    {
        var (wireSpread, bodySpread) = wire.Length > 1 ? (Numbers.Spread(wire), Numbers.Spread(body)) : (0, 0);
        return Math.Abs(wireSpread - bodySpread) > 0.01 ? wireSpread < bodySpread : IsRound(wire) && !IsRound(body);
    }

    static bool IsRound(double[] sizes) => Numbers.Median(sizes) % 1024 == 0;
}
