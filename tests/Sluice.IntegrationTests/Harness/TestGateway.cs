using System.Text.Json;
using Sluice.Cli;
using Sluice.Configuration;
using Sluice.Testing;
using Sluice.Upstream;

namespace Sluice.IntegrationTests.Harness;

/// <summary>A gateway in this process, on real sockets, from a configuration as users write it; its log lines can be waited for.</summary>
sealed class TestGateway : IAsyncDisposable
{
    readonly GatewayHost _host;
    readonly LineStream _log;

    TestGateway(GatewayHost host, LineStream log) => (_host, _log) = (host, log);

    public GatewayHost Host => _host;

    /// <summary>Address of the API.</summary>
    public Uri Address => _host.Addresses[0];

    /// <summary>Starts a gateway on free ports.</summary>
    /// <param name="yaml">The configuration; <c>listen</c> and <c>admin_listen</c> are added.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <param name="trusted">Authority of upstreams that speak TLS.</param>
    public static async Task<TestGateway> StartAsync(string yaml, TimeProvider? time = null, System.Security.Cryptography.X509Certificates.X509Certificate2? trusted = null)
    {
        var read = ConfigurationReader.Read("listen: 127.0.0.1:0\nadmin_listen: 127.0.0.1:0\n" + yaml, "test.yaml", _ => null);
        Assert.True(read.Succeeded, string.Join("\n", read.Findings));
        var log = new LineStream();
        var connections = trusted is null ? null : new UpstreamConnections
        {
            CertificateValidation = (_, certificate, _, _) => certificate?.GetCertHashString() == trusted.GetCertHashString(),
        };
        return new TestGateway(await GatewayHost.StartAsync(read.Options!, log, time, connections), log);
    }

    /// <summary>A gateway in front of one upstream that serves every model, in all dialects.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="more">More configuration, at the top level.</param>
    /// <param name="time">The clock.</param>
    /// <param name="provider">More keys of the provider, each as <c>key: value</c>.</param>
    public static Task<TestGateway> StartAsync(IScriptedUpstream upstream, string more = "", TimeProvider? time = null, params string[] provider) => StartAsync(
        $"""
        providers:
          mock:
            type: openai-compatible
            base_url: {upstream.BaseAddress}
            dialects: [openai-chat, openai-responses, anthropic-messages]
        {string.Concat(provider.Select(line => $"    {line}\n"))}
        routes:
          - model: "*"
            candidates: [ {"{ provider: mock }"} ]
        {more}
        """,
        time);

    /// <summary>Two upstreams for every model, the second as the first one's fallback.</summary>
    public static Task<TestGateway> StartAsync(IScriptedUpstream first, IScriptedUpstream second, string more = "", TimeProvider? time = null) => StartAsync(
        $"""
        providers:
          first: {"{"} type: openai-compatible, base_url: "{first.BaseAddress}", dialects: [openai-chat, openai-responses, anthropic-messages] {"}"}
          second: {"{"} type: openai-compatible, base_url: "{second.BaseAddress}", dialects: [openai-chat, openai-responses, anthropic-messages] {"}"}
        routes:
          - model: "*"
            candidates: [ {"{ provider: first }"}, {"{ provider: second }"} ]
        {more}
        """,
        time);

    /// <summary>Waits for the line of the n-th exchange, counted from 1.</summary>
    public async Task<JsonElement> ExchangeAsync(int number = 1)
    {
        var line = await _log.LineAsync("\"event\":\"exchange\"", number).Within($"log line of exchange {number}", situation: () => _log.ToString());
        return JsonDocument.Parse(line).RootElement;
    }

    /// <summary>Waits for the line of the exchange that asked for a model whose name begins so.</summary>
    public async Task<JsonElement> ExchangeOfAsync(string model)
    {
        var line = await _log.LineAsync($"\"requested_model\":\"{model}", 1).Within($"log line of model {model}", situation: () => _log.ToString());
        return JsonDocument.Parse(line).RootElement;
    }

    /// <summary>All log lines so far.</summary>
    public string Log => _log.ToString();

    /// <summary>The metrics page.</summary>
    public async Task<string> MetricsAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(_host.AdminAddress!, "metrics"));
    }

    /// <summary>Sends one request on its own connection and reads the whole answer.</summary>
    public Task<RecordedResponse> SendAsync(RawRequest request, RawClientOptions? options = null) => RawClient.ExchangeAsync(Address, request, options);

    /// <summary>Opens a connection and sends a request; the answer is read by the test.</summary>
    public async Task<RawClient> OpenAsync(RawRequest request, RawClientOptions? options = null)
    {
        var client = await RawClient.ConnectAsync(Address, options);
        await client.SendAsync(request);
        return client;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
