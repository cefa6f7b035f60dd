using System.Collections.Concurrent;
using System.Net.Security;
using Sluice.Upstream.Http1;

namespace Sluice.Upstream;

/// <summary>
/// The connection pools towards upstreams, shared by all snapshots: a reload that leaves an address alone leaves its connections alone.
/// </summary>
public sealed class UpstreamConnections : IDisposable
{
    static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<(string Authority, TimeSpan? Connect), HttpMessageInvoker> _http2 = new();
    readonly ConcurrentDictionary<(string Authority, TimeSpan? Connect), Http1Pool> _http1 = new();
    readonly ITimer _sweeper;

    /// <summary>Makes the pools, empty.</summary>
    public UpstreamConnections() => _sweeper = TimeProvider.System.CreateTimer(static state => ((UpstreamConnections)state!).Sweep(), this, SweepInterval, SweepInterval);

    /// <summary>Whether certificates of upstreams are checked. Default: yes; tests against their own authority say otherwise.</summary>
    public RemoteCertificateValidationCallback? CertificateValidation { get; init; }

    /// <summary>The HTTP/1.1 connections to an endpoint under a connect limit.</summary>
    internal Http1Pool Http1(UpstreamEndpoint endpoint, TimeSpan? connect)
    {
        var key = (endpoint.Authority, connect);
        return _http1.TryGetValue(key, out var pool) ? pool
            : _http1.GetOrAdd(key, _ => new Http1Pool(endpoint.BaseUrl, connect, CertificateValidation, TimeProvider.System));
    }

    /// <summary>The HTTP/2 connections to an endpoint under a connect limit.</summary>
    public HttpMessageInvoker Http2(UpstreamEndpoint endpoint, TimeSpan? connect)
    {
        var key = (endpoint.Authority, connect);
        return _http2.TryGetValue(key, out var pool) ? pool : _http2.GetOrAdd(key, Create);
    }

    HttpMessageInvoker Create((string Authority, TimeSpan? Connect) key)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = key.Connect ?? Timeout.InfiniteTimeSpan,
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

    void Sweep()
    {
        foreach (var pool in _http1.Values)
            pool.Sweep();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sweeper.Dispose();
        foreach (var pool in _http1.Values)
            pool.Dispose();
        foreach (var pool in _http2.Values)
            pool.Dispose();
    }
}
