using Sluice.Diagnosis.Origins;

namespace Sluice.Diagnosis.Probing;

/// <summary>Which HTTP version the probe speaks.</summary>
public enum ProbeVersion
{
    /// <summary>HTTP/1.1.</summary>
    Http11,

    /// <summary>HTTP/2: by ALPN over TLS, with prior knowledge without.</summary>
    Http2,
}

/// <summary>What one request of the probe is like: the factors that are varied one at a time.</summary>
public sealed record Variation
{
    /// <summary>The HTTP version.</summary>
    public ProbeVersion Version { get; init; }

    /// <summary>The <c>Accept-Encoding</c> that is sent; null sends none.</summary>
    public string? AcceptEncoding { get; init; }

    /// <summary>What the origin is asked for; null where no origin is behind the path.</summary>
    public OriginRequest? Origin { get; init; }

    /// <summary>Whether to POST.</summary>
    public bool Post { get; init; }

    /// <summary>In a few words, for reports: what differs from the first observation.</summary>
    public string Name { get; init; } = "";

    /// <summary>When to stop reading. Default: after 60 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
