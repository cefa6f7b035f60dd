using System.IO.Pipelines;

namespace Sluice.Relay;

/// <summary>The client's side of a relay: a pipe that may have to be opened first.</summary>
public interface IDownstream
{
    /// <summary>Where bytes go.</summary>
    PipeWriter Writer { get; }

    /// <summary>Whether status and headers are settled.</summary>
    bool Begun { get; }

    /// <summary>Settles status and headers; they leave with the first flush.</summary>
    void Begin();

    /// <summary>Lets what was written leave together with the message's end: nothing follows.</summary>
    ValueTask<FlushResult> EndAsync();

    /// <summary>Resets the client's transport, so that a pending flush ends.</summary>
    void Abort();
}
