using System.Net;
using Sluice.Diagnosis.Origins;
using Sluice.Relay;

namespace Sluice.Configuration;

/// <summary>One validated configuration file: immutable, built whole or not at all. An exchange sees one of these from start to end.</summary>
public sealed record GatewayOptions
{
    /// <summary>Addresses of the API. Default: 127.0.0.1:8080.</summary>
    public IReadOnlyList<ListenOptions> Listen { get; init; } = [new ListenOptions(new IPEndPoint(IPAddress.Loopback, 8080))];

    /// <summary>Address of metrics, health and administration; null where switched off. Default: 127.0.0.1:8081.</summary>
    public ListenOptions? AdminListen { get; init; } = new(new IPEndPoint(IPAddress.Loopback, 8081));

    /// <summary>Keys that clients may present. Empty: no key is needed, and only loopback addresses may be listened on.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>Providers by the name used in selectors, in file order.</summary>
    public IReadOnlyList<ProviderOptions> Providers { get; init; } = [];

    /// <summary>Routes in file order: the first whose pattern matches the requested model wins.</summary>
    public IReadOnlyList<RouteOptions> Routes { get; init; } = [];

    /// <summary>Clocks that hold where a route sets none of its own.</summary>
    public TimeoutOptions Timeouts { get; init; } = TimeoutOptions.Default;

    /// <summary>How silence towards a client is filled.</summary>
    public HeartbeatOptions Heartbeat { get; init; } = HeartbeatOptions.Default;

    /// <summary>Sizes and counts that bound one gateway.</summary>
    public LimitOptions Limits { get; init; } = LimitOptions.Default;

    /// <summary>How the gateway leaves.</summary>
    public DrainOptions Drain { get; init; } = DrainOptions.Default;

    /// <summary>Form and level of the log on standard output.</summary>
    public LogOptions Log { get; init; } = LogOptions.Default;

    /// <summary>What a client gets when its stream fails after it began. Default: the dialect's error event, then an incomplete message.</summary>
    public OnError OnError { get; init; } = OnError.Event;

    /// <summary>The forward proxy, or null where none is configured.</summary>
    public ForwardProxyOptions? ForwardProxy { get; init; }

    /// <summary>The reference stream on <c>/sluice/origin</c>. Default: off.</summary>
    public OriginOptions Origin { get; init; } = OriginOptions.Default;

    /// <summary>The file this came from, or null where it was built from the environment or in code.</summary>
    public string? SourceFile { get; init; }
}

/// <summary>One address to listen on.</summary>
/// <param name="Address">Where to bind; port 0 picks a free one.</param>
/// <param name="Tls">Certificate for HTTPS (HTTP/1.1 and HTTP/2), or null for plain HTTP/1.1.</param>
public sealed record ListenOptions(IPEndPoint Address, TlsOptions? Tls = null);

/// <summary>PEM files of a server certificate.</summary>
/// <param name="CertificateFile">The certificate, with its chain.</param>
/// <param name="KeyFile">Its private key.</param>
public sealed record TlsOptions(string CertificateFile, string KeyFile);

/// <summary>Who serves models: where, with which credential, speaking what.</summary>
public sealed record ProviderOptions
{
    /// <summary>The name used in selectors: <c>openai</c> in <c>openai/gpt-4o-mini</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The provider type: an entry of <see cref="Providers.ProviderCatalog"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The credential sent upstream, or null where the provider wants none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Base address, with or without a trailing version segment; null takes the type's own.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Headers added to each upstream request; they replace what the client sent under the same name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Names of the dialects this provider speaks, where the type's default is not right; null takes the type's.</summary>
    public IReadOnlyList<string>? Dialects { get; init; }

    /// <summary>Whether requests go over HTTP/2 (with prior knowledge on plain addresses). Default: false, HTTP/1.1.</summary>
    public bool Http2 { get; init; }

    /// <summary>
    /// Whether a stream without the dialect's terminal event may count as complete when a finish signal was seen and the transport ended
    /// cleanly: some servers never send <c>[DONE]</c>. Default: true, the terminal event is required.
    /// </summary>
    public bool TerminatorRequired { get; init; } = true;

    /// <summary>Whether usage is asked for where the dialect reports it only on request. Default: true.</summary>
    public bool RequestUsage { get; init; } = true;

    /// <summary>Name and type: what a log may show. The compiler's version would show the credential.</summary>
    public override string ToString() => $"{Name} ({Type})";
}

/// <summary>Maps a requested model to the candidates that may serve it.</summary>
public sealed record RouteOptions
{
    /// <summary>An exact model name, or a glob in which <c>*</c> stands for any run of characters.</summary>
    public required string Model { get; init; }

    /// <summary>Who may serve it, in order of preference; never empty.</summary>
    public required IReadOnlyList<CandidateOptions> Candidates { get; init; }

    /// <summary>The route's clocks: the gateway's, with the route's own values in place.</summary>
    public TimeoutOptions Timeouts { get; init; } = TimeoutOptions.Default;

    /// <summary>What a client of this route gets when its stream fails after it began.</summary>
    public OnError OnError { get; init; } = OnError.Event;
}

/// <summary>A provider and model that could serve an exchange.</summary>
/// <param name="Provider">Name of a configured provider.</param>
/// <param name="Model">Model name sent upstream; null sends the client's unchanged.</param>
public sealed record CandidateOptions(string Provider, string? Model);

/// <summary>How silence towards a client is filled.</summary>
/// <param name="Interval">Silence after which a heartbeat is sent; null: never. Default 15 s: a third of the common 60 s idle limits, rounded down for one lost and one late beat.</param>
/// <param name="CommitAfter">How long status and headers are held back for a possible fallback or error status before a heartbeat may commit 200. Default 10 s.</param>
/// <param name="Form">Comments, or events that a client's watchdog can see. Default: comments.</param>
public sealed record HeartbeatOptions(TimeSpan? Interval, TimeSpan CommitAfter, HeartbeatForm Form = HeartbeatForm.Comment)
{
    /// <summary>15 s, 10 s, comments.</summary>
    public static HeartbeatOptions Default { get; } = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(10));
}

/// <summary>What a heartbeat looks like where the dialect leaves a choice.</summary>
public enum HeartbeatForm
{
    /// <summary>An event-stream comment: keeps proxies alive, invisible to every parser.</summary>
    Comment,

    /// <summary>An empty delta, for clients whose watchdog counts parsed events only (OpenAI chat).</summary>
    Data,
}

/// <summary>Sizes and counts that bound one gateway.</summary>
/// <param name="RequestBody">Largest request body in bytes. Default 32 MiB.</param>
/// <param name="Streams">Exchanges open at once; null derives it from descriptors, ports and memory.</param>
/// <param name="Event">Largest single event of a stream in bytes. Default 16 MiB.</param>
public sealed record LimitOptions(long RequestBody, int? Streams, long Event)
{
    /// <summary>32 MiB, derived, 16 MiB.</summary>
    public static LimitOptions Default { get; } = new(32L << 20, null, 16L << 20);
}

/// <summary>How the gateway leaves.</summary>
/// <param name="Propagation">How long requests are still accepted after readiness turned 503. Default 5 s.</param>
/// <param name="Deadline">How long streams may then go on before each is ended in its dialect. Default 300 s.</param>
public sealed record DrainOptions(TimeSpan Propagation, TimeSpan Deadline)
{
    /// <summary>5 s, 300 s.</summary>
    public static DrainOptions Default { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(300));
}

/// <summary>Form and level of the log on standard output.</summary>
/// <param name="Format">JSON lines or text. Default: JSON.</param>
/// <param name="Level">The lowest level written. Default: information.</param>
public sealed record LogOptions(LogFormat Format, Microsoft.Extensions.Logging.LogLevel Level)
{
    /// <summary>JSON, information.</summary>
    public static LogOptions Default { get; } = new(LogFormat.Json, Microsoft.Extensions.Logging.LogLevel.Information);
}

/// <summary>Form of the log.</summary>
public enum LogFormat
{
    /// <summary>One JSON object per line.</summary>
    Json,

    /// <summary>The same fields as text.</summary>
    Text,
}

/// <summary>The reference stream for <c>sluice probe</c>, served by the gateway itself.</summary>
/// <param name="Enabled">Whether it is served at all. Default: false.</param>
/// <param name="Limits">What a request may ask for. Default: <see cref="OriginLimits.Guest"/>.</param>
public sealed record OriginOptions(bool Enabled, OriginLimits Limits)
{
    /// <summary>Off.</summary>
    public static OriginOptions Default { get; } = new(false, OriginLimits.Guest);
}

/// <summary>The forward proxy: CONNECT, with TLS ended here for the inference hosts.</summary>
public sealed record ForwardProxyOptions
{
    /// <summary>Where it listens. Default: 127.0.0.1:3128.</summary>
    public ListenOptions Listen { get; init; } = new(new IPEndPoint(IPAddress.Loopback, 3128));

    /// <summary>Whether it may listen on an address that other machines reach; it asks nobody for a credential. Default: false.</summary>
    public bool AllowRemote { get; init; }

    /// <summary>Certificate of the authority that signs leaf certificates; made on first start where absent.</summary>
    public string CaCertificateFile { get; init; } = "./ca.pem";

    /// <summary>Its private key, readable by its owner only.</summary>
    public string CaKeyFile { get; init; } = "./ca.key";

    /// <summary>Hosts whose CONNECT on port 443 is decrypted and served by the routes. Default: inference.local.</summary>
    public IReadOnlyList<string> InferenceHosts { get; init; } = ["inference.local"];

    /// <summary>Policy file for everything else; null: all other traffic is denied.</summary>
    public string? PolicyFile { get; init; }
}
