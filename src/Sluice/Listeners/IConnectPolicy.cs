namespace Sluice.Listeners;

/// <summary>Decides what is done with the first request on a connection to the forward proxy, before anything is answered.</summary>
public interface IConnectPolicy
{
    /// <summary>Decides. Must not block: it runs on the thread that completes socket reads.</summary>
    /// <param name="request">What is asked for, with the host in its normal form.</param>
    /// <param name="cancellationToken">Fires when the client has gone.</param>
    ValueTask<ConnectDecision> DecideAsync(ProxyRequest request, CancellationToken cancellationToken);
}
