using Sluice.Diagnosis.Probing;

namespace Sluice.Diagnosis.Arrivals;

/// <summary>Recognises how an answer arrived. Pure: the same observation always gives the same pattern.</summary>
public static class PatternReader
{
    /// <summary>Reads one observation.</summary>
    public static Pattern Read(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        if (!observation.Usable)
            return new(PatternKind.Failed, 1);
        if (Endings.Read(observation) is { } ending)
            return ending;
        return ArrivalTrack.Of(observation) is { } track ? Read(track, observation) : Unstamped.Read(observation);
    }

    static Pattern Read(ArrivalTrack track, Observation observation)
    {
        var releases = Release.Of(track);
        // In this order: each excludes what would look like a later one.
        var pattern = Prompt.Read(track, releases)
            ?? Whole.Read(track)
            ?? Start.Read(track, releases)
            ?? Lagging.Read(track)
            ?? Constant.Read(track, releases)
            ?? Bursts.Read(track, releases)
            ?? new(PatternKind.Irregular, 0.5);
        return pattern with
        {
            MedianHeld = TimeSpan.FromMilliseconds(track.MedianHeld),
            LongestHeld = TimeSpan.FromMilliseconds(track.Events.Max(e => e.Held)),
            HeadWaits = HeadWaits(track),
            EndIsPrompt = track.Events[^1].Held < ArrivalTrack.Tolerance,
            Teaser = observation.Coding is null ? 0 : Teaser(track),
        };
    }

    /// <summary>The origin sends its head well before the first event; who lets it through only with the body, holds it.</summary>
    static bool HeadWaits(ArrivalTrack track) =>
        track.HeadHeld > ArrivalTrack.Tolerance
        && track.Reads.FirstOrDefault(r => r.Body > 0).At.TotalMilliseconds - track.HeadAt < ArrivalTrack.Tolerance / 2;

    /// <summary>A compressor's header is about ten bytes; it comes with the first event, which itself stays inside.</summary>
    static int Teaser(ArrivalTrack track)
    {
        var early = track.Reads.LastOrDefault(r => r.Plain == 0 && r.Body > 0 && r.At.TotalMilliseconds < track.Events[0].At - ArrivalTrack.Tolerance);
        return early.Body <= 64 ? (int)early.Body : 0;
    }
}
