namespace Sluice.Telemetry;

/// <summary>Takes finished log lines. Called on the exchange's own thread: it must queue and return.</summary>
public interface IExchangeSink
{
    /// <summary>Takes one JSON object, without a line end; what is to be kept of it has to be copied.</summary>
    void Write(ReadOnlySpan<byte> line);
}
