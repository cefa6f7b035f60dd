namespace Sluice.Testing;

/// <summary>
/// A model server on a real loopback socket that answers by script. What to answer is said with the extension methods of
/// <see cref="ScriptedUpstreamExtensions"/>; what was asked is read from <see cref="Requests"/>.
/// </summary>
public interface IScriptedUpstream : IAsyncDisposable
{
    /// <summary>Scheme, address and port, without a path.</summary>
    Uri BaseAddress { get; }

    /// <summary>All requests so far, in the order of arrival. A snapshot.</summary>
    IReadOnlyList<RecordedRequest> Requests { get; }

    /// <summary>Connections that neither side has ended.</summary>
    int OpenConnections { get; }

    /// <summary>Connections accepted since the start.</summary>
    int AcceptedConnections { get; }

    /// <summary>What went wrong on the scripted side: malformed requests, failed scripts, requests nothing was scripted for.</summary>
    IReadOnlyList<Exception> Faults { get; }

    /// <summary>The answer for every request that finds no script in the queue.</summary>
    void RespondWith(Func<RecordedRequest, ResponseScript> answer);

    /// <summary>Queues an answer for one request; queued answers go first, in their order.</summary>
    void RespondOnce(ResponseScript script);

    /// <summary>Waits for the request with that number, counted from 1.</summary>
    /// <exception cref="TimeoutException">It did not come within the limit (default 30 s of real time).</exception>
    Task<RecordedRequest> WaitForRequestAsync(int number = 1, TimeSpan? limit = null);

    /// <summary>Waits until at most that many connections are open.</summary>
    /// <exception cref="TimeoutException">More stayed open for the limit (default 30 s of real time).</exception>
    Task WaitForOpenConnectionsAsync(int atMost, TimeSpan? limit = null);
}
