namespace Sluice.Upstream.Http1;

/// <summary>Where an answer's bytes come from.</summary>
interface IByteSource
{
    /// <summary>Receives what comes next; 0 at the end of the connection.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> room);

    /// <summary>Ends the connection, and with it whatever is pending.</summary>
    void Abort();
}
