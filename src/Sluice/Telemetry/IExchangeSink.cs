namespace Sluice.Telemetry;

/// <summary>Takes finished log lines. Called on the exchange's own thread: it must queue and return.</summary>
public interface IExchangeSink
{
    /// <summary>Takes one JSON object, without a line end. The memory is the sink's from here on.</summary>
    void Write(ReadOnlyMemory<byte> line);
}
