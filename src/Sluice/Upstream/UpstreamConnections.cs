using System.Collections.Concurrent;

namespace Sluice.Upstream;

/// <summary>
/// The connection pools towards upstreams, shared by all snapshots: a reload that leaves an address alone leaves its connections alone.
/// </summary>
public sealed class UpstreamConnections : IDisposable
{
    readonly ConcurrentDictionary<(string Authority, bool Http2, TimeSpan Connect), HttpMessageInvoker> _pools = new();

    /// <summary>Whether certificates of upstreams are checked. Default: yes; tests against their own authority say otherwise.</summary>
    public System.Net.Security.RemoteCertificateValidationCallback? CertificateValidation { get; init; }

    /// <summary>The pool for an endpoint under a connect limit.</summary>
    public HttpMessageInvoker For(UpstreamEndpoint endpoint, TimeSpan? connect)
    {
        var key = (endpoint.BaseUrl.GetLeftPart(UriPartial.Authority), endpoint.Options.Http2, connect ?? Timeout.InfiniteTimeSpan);
        return _pools.TryGetValue(key, out var pool) ? pool : _pools.GetOrAdd(key, Create);
    }

    HttpMessageInvoker Create((string Authority, bool Http2, TimeSpan Connect) key)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = key.Connect,
            // Each of these is a default that would come between the bytes and the client, or carry a credential elsewhere.
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            // A response that was left early is not read to its end: its connection closes at once, which is how an upstream hears of it.
            MaxResponseDrainSize = 0,
            ResponseDrainTimeout = TimeSpan.Zero,
            MaxConnectionsPerServer = int.MaxValue,
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            MaxResponseHeadersLength = 64,
            Expect100ContinueTimeout = TimeSpan.FromSeconds(1),
        };
        if (CertificateValidation is not null)
            handler.SslOptions.RemoteCertificateValidationCallback = CertificateValidation;
        return new HttpMessageInvoker(handler);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pool in _pools.Values)
            pool.Dispose();
    }
}
