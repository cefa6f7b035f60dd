using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sluice.Listeners;

/// <summary>Makes a Kestrel address a forward proxy.</summary>
public static class ForwardProxyListenOptionsExtensions
{
    // A client that insists on HTTP/1.0 (curl --http1.0) offers this alone, and would be refused in the handshake.
    static readonly SslApplicationProtocol Http10 = new("http/1.0");

    /// <summary>
    /// Serves this address as a forward proxy: intercepted connections reach the application like all others, with
    /// <see cref="IForwardProxyFeature"/> on them; everything else is refused by policy. Call it first, or behind <c>UseHttps</c>
    /// where the way to the proxy itself shall be encrypted.
    /// </summary>
    /// <param name="listen">The address. Its protocols decide what is offered inside the tunnels: HTTP/1.1, HTTP/2 or both.</param>
    /// <param name="setup">Authority, policy and limits.</param>
    public static ListenOptions UseForwardProxy(this ListenOptions listen, ForwardProxySetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var logger = listen.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger<ForwardProxyMiddleware>();
        foreach (var warning in setup.Certificates.Authority.Warnings)
            logger.AuthorityWarning(warning);

        // Inside the delegate: the protocols may be set after this call.
        listen.Use(next => new ForwardProxyMiddleware(next, setup, Offered(listen.Protocols), logger).OnConnectionAsync);
        return listen;
    }

    static List<SslApplicationProtocol> Offered(HttpProtocols protocols)
    {
        var offered = new List<SslApplicationProtocol>(3);
        if (protocols.HasFlag(HttpProtocols.Http2))
            offered.Add(SslApplicationProtocol.Http2);
        if (protocols.HasFlag(HttpProtocols.Http1))
            offered.AddRange([SslApplicationProtocol.Http11, Http10]);
        return offered;
    }
}
