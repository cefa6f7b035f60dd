namespace Sluice.Upstream.Http1;

/// <summary>Where an answer's bytes come from.</summary>
interface IByteSource
{
    /// <summary>Receives what comes next; 0 at the end of the connection. Without room it waits until there is something to receive.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> room);

    /// <summary>Now, as a timestamp.</summary>
    long Now { get; }

    /// <summary>How long ago a timestamp was.</summary>
    TimeSpan Since(long timestamp);

    /// <summary>Ends the connection, and with it whatever is pending.</summary>
    void Abort();
}
