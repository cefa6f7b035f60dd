namespace Sluice.Listeners;

/// <summary>What a forward-proxy listener works with.</summary>
public sealed record ForwardProxySetup
{
    /// <summary>The certificates under which intercepted hosts are served.</summary>
    public required LeafCertificates Certificates { get; init; }

    /// <summary>Decides what is done with each request to the proxy.</summary>
    public required IConnectPolicy Policy { get; init; }

    /// <summary>
    /// Longest time from accept to a complete request head; a slower client gets 408 and is cut, a silent one is just cut.
    /// Default 10 s.
    /// </summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest TLS handshake inside a tunnel. Default 10 s.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a refused client may take to read the refusal and close, while what it still sends is dropped. Default 2 s.
    /// </summary>
    public TimeSpan RefusalLinger { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Largest request head in bytes, its empty line included; a longer one gets 431. Default 8192.</summary>
    public int HeadLimit { get; init; } = 8192;

    /// <summary>The clock behind the limits above.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
