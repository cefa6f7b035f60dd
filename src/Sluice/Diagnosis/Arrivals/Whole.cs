namespace Sluice.Diagnosis.Arrivals;

/// <summary>Somebody reads the whole body before passing on its first byte.</summary>
internal static class Whole
{
    public static Pattern? Read(ArrivalTrack track)
    {
        var first = track.Events[0];
        var span = track.LastSent - first.Sent;
        if (span < 2 * ArrivalTrack.Tolerance || first.Held < span - ArrivalTrack.Tolerance)
            return null;
        // The longer the stream, the less it can be a buffer that happens to be as large as the stream.
        return new(PatternKind.WholeBody, Math.Clamp(0.6 + (span / 10_000), 0.6, 0.99)) { Bytes = track.Reads[^1].Body, Bursts = 1 };
    }
}
