using System.Security.Cryptography.X509Certificates;

namespace Sluice.Testing;

/// <summary>How a <see cref="RawClient"/> connects and reads. Read once, when it connects.</summary>
public sealed class RawClientOptions
{
    /// <summary>The clock of the stamps. Default: the system's.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Longest wait of any single call that says nothing else, always in real time. Default: 30 s.</summary>
    public TimeSpan Limit { get; set; } = Guard.DefaultLimit;

    /// <summary>SO_RCVBUF in bytes; a small one makes back-pressure come early. Default: the system's.</summary>
    public int? ReceiveBuffer { get; set; }

    /// <summary>Largest read in bytes. Default: 65,536.</summary>
    public int ReadSize { get; set; } = 65536;

    /// <summary>Whether bodies and reads are kept, or only counted. Default: kept.</summary>
    public bool KeepBytes { get; set; } = true;

    /// <summary>
    /// Whether the recorded body is decoded from gzip, br or deflate where the answer says so; the reads stay raw. Default: true.
    /// </summary>
    public bool Decompress { get; set; } = true;

    /// <summary>The one certificate, or authority, that is trusted over TLS; null trusts any. Default: null.</summary>
    public X509Certificate2? Trusted { get; set; }

    /// <summary>The name asked for in TLS (SNI) and as Host. Default: the host of the address.</summary>
    public string? ServerName { get; set; }
}
