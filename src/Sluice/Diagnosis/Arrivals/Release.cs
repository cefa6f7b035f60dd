namespace Sluice.Diagnosis.Arrivals;

/// <summary>What a hop let go of at one moment.</summary>
/// <param name="At">When its first byte arrived, in milliseconds.</param>
/// <param name="Events">Events completed by it.</param>
/// <param name="Oldest">How long the oldest of them had been held.</param>
/// <param name="Youngest">How long the youngest had been.</param>
/// <param name="Wire">Bytes of the connection, head and framing included.</param>
/// <param name="Body">Bytes of the body, still compressed.</param>
public readonly record struct Release(double At, int Events, double Oldest, double Youngest, long Wire, long Body)
{
    /// <summary>Reads closer together than this are one release.</summary>
    const double Together = 3;

    /// <summary>A hop that has not caught up may pause this long within one release, to fill its next write.</summary>
    const double Catching = 40;

    /// <summary>Groups the reads of an answer.</summary>
    public static IReadOnlyList<Release> Of(ArrivalTrack track)
    {
        ArgumentNullException.ThrowIfNull(track);
        var releases = new List<Release>();
        var (wire, body, at, events, next, oldest, youngest) = (0L, 0L, double.NaN, 0, 0, 0.0, 0.0);
        for (var i = 0; i < track.Reads.Count; i++)
        {
            var read = track.Reads[i];
            var now = read.At.TotalMilliseconds;
            at = double.IsNaN(at) ? now : at;
            for (; next < track.Events.Count && track.Events[next].At <= now; next++, events++)
            {
                oldest = events == 0 ? track.Events[next].Held : oldest;
                youngest = track.Events[next].Held;
            }

            var gap = i + 1 < track.Reads.Count ? track.Reads[i + 1].At.TotalMilliseconds - now : double.PositiveInfinity;
            if (gap <= Together || (gap <= Catching && events > 0 && youngest > Catching))
                continue;
            releases.Add(new(at, events, oldest, youngest, read.Wire - wire, read.Body - body));
            (wire, body, at, events, oldest, youngest) = (read.Wire, read.Body, double.NaN, 0, 0, 0);
        }

        return releases;
    }
}
