using System.Net;

namespace Sluice.Listeners;

/// <summary>What the first request on a connection to the forward proxy asks for.</summary>
/// <param name="Form">How the target was written, which says what is wanted.</param>
/// <param name="Method">The method, as sent.</param>
/// <param name="Host">
/// The host asked for: lower case, no trailing dot, addresses without brackets; null where the request names none.
/// </param>
/// <param name="Port">The port asked for; null where the request names no host.</param>
/// <param name="Client">Where the connection came from; null where the transport does not say.</param>
public sealed record ProxyRequest(ProxyRequestForm Form, string Method, string? Host, int? Port, EndPoint? Client = null);

/// <summary>How the target of a request to the forward proxy was written.</summary>
public enum ProxyRequestForm
{
    /// <summary><c>CONNECT host:port</c>: a connection to that host is wanted.</summary>
    Connect,

    /// <summary><c>GET http://host/path</c>: one request is to be forwarded.</summary>
    Absolute,

    /// <summary><c>GET /path</c>: the client takes the proxy for the server itself.</summary>
    Origin,
}
