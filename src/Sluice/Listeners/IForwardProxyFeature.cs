namespace Sluice.Listeners;

/// <summary>
/// On connections, and so on the requests of connections, that came through the forward proxy. The names of the three layers
/// (CONNECT target, TLS server name, Host of each request) are the client's to choose and may differ: who decides by name
/// looks at all three.
/// </summary>
public interface IForwardProxyFeature
{
    /// <summary>The host that was asked for in CONNECT: lower case, no trailing dot, addresses without brackets.</summary>
    string Host { get; }

    /// <summary>The port that was asked for in CONNECT.</summary>
    int Port { get; }

    /// <summary>The name that the client sent in its TLS handshake; null where it sent none, or where TLS was not ended here.</summary>
    string? ServerName { get; }

    /// <summary>Whether TLS was ended here, so that what is read was decrypted by us.</summary>
    bool IsIntercepted { get; }
}
