namespace Sluice.Upstream;

/// <summary>What an answer holds of its transport, and the two ways to let go of it.</summary>
interface IUpstreamHold
{
    /// <summary>The answer was read to its end: the connection may serve another request.</summary>
    void Release();

    /// <summary>The answer is not wanted any more: the connection, or the HTTP/2 stream, ends now, whatever is pending on it.</summary>
    void Abort();
}
