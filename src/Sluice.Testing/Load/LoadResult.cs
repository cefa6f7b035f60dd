namespace Sluice.Testing.Load;

/// <summary>What a load saw.</summary>
/// <param name="Seconds">From the first request to the last answer's end.</param>
/// <param name="Streams">Streams that ended.</param>
/// <param name="Events">Stamped events that arrived.</param>
/// <param name="Faults">What was wrong with streams; each names the stream. Empty is what is wanted.</param>
/// <param name="FirstByte">From request to first byte.</param>
/// <param name="FirstEvent">From request to the first event.</param>
/// <param name="Ages">From an event's sending to its arrival.</param>
/// <param name="Gaps">Between reads that brought events.</param>
internal sealed record LoadResult(
    double Seconds, int Streams, long Events, IReadOnlyList<string> Faults,
    LoadSamples FirstByte, LoadSamples FirstEvent, LoadSamples Ages, LoadSamples Gaps)
{
    /// <summary>Streams per second.</summary>
    public double StreamsPerSecond => Streams / Seconds;
}
