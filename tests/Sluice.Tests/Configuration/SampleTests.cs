using System.Net;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Relay;

namespace Sluice.Tests.Configuration;

public sealed class SampleTests
{
    [Fact]
    public void What_is_absent_keeps_its_default()
    {
        var options = Config.Valid(Config.Provider);
        var defaults = new GatewayOptions();
        Assert.Equal(defaults.Listen, options.Listen);
        Assert.Equal(defaults.AdminListen, options.AdminListen);
        Assert.Equal(defaults.Timeouts, options.Timeouts);
        Assert.Equal(defaults.Limits, options.Limits);
        Assert.Equal(defaults.Log, options.Log);
        Assert.Null(options.ForwardProxy);
        Assert.Equal("sluice.yaml", options.SourceFile);
    }

    [Fact]
    public void Sections_whose_keys_are_all_commented_out_are_as_good_as_absent()
    {
        var options = Config.Valid(Config.Provider + "limits:\n# request_body: 1MiB\nroutes:\nforward_proxy:\napi_keys:\n");
        Assert.Equal(LimitOptions.Default, options.Limits);
        Assert.Null(options.ForwardProxy);
        Assert.Single(options.Routes);
    }

    [Fact]
    public void Providers_without_routes_get_one_route_to_the_first_of_them()
    {
        var options = Config.Valid("""
            on_error: abort
            timeouts: { idle: 7s }
            providers:
              b: { type: openai-compatible, base_url: "http://127.0.0.1:1" }
              a: { type: openai-compatible, base_url: "http://127.0.0.1:2" }
            """);
        var route = Assert.Single(options.Routes);
        Assert.Equal("*", route.Model);
        Assert.Equal(new CandidateOptions("b", null), Assert.Single(route.Candidates));
        Assert.Equal(OnError.Abort, route.OnError);
        Assert.Equal(TimeSpan.FromSeconds(7), route.Timeouts.Idle);
    }

    [Fact]
    public void A_route_sets_some_clocks_and_inherits_the_others_wherever_those_are_written()
    {
        var options = Config.Valid(Config.Provider + """
            routes:
              - model: a
                candidates: [ { provider: local } ]
                timeouts: { idle: 1m30s, connect: off }
                on_error: event
              - model: b
                candidates: [ { provider: local, model: real-b } ]
            on_error: abort
            timeouts: { idle: 7s, total: 1h }
            """);
        var (a, b) = (options.Routes[0], options.Routes[1]);
        Assert.Equal(options.Timeouts with { Idle = TimeSpan.FromSeconds(90), Connect = null }, a.Timeouts);
        Assert.Equal(OnError.Event, a.OnError);
        Assert.Equal(options.Timeouts, b.Timeouts);
        Assert.Equal(TimeSpan.FromHours(1), b.Timeouts.Total);
        Assert.Equal(TimeSpan.FromSeconds(120), b.Timeouts.FirstToken);
        Assert.Equal(OnError.Abort, b.OnError);
        Assert.Equal(new CandidateOptions("local", "real-b"), Assert.Single(b.Candidates));
    }

    [Fact]
    public void Every_key_of_a_provider_arrives()
    {
        var provider = Assert.Single(Config.Valid("""
            providers:
              my.server:
                type: OpenAI-Compatible
                api_key: "sk-1"
                base_url: https://models.example.com/api/v1/
                headers: { X-Team: research, X-Empty: "" }
                dialects: [openai-chat, openai-embeddings]
                http2: true
                terminator: optional
                request_usage: false
            """).Providers);
        Assert.Equal("my.server", provider.Name);
        Assert.Equal("openai-compatible", provider.Type);
        Assert.Equal("sk-1", provider.ApiKey);
        Assert.Equal("https://models.example.com/api/v1/", provider.BaseUrl?.ToString());
        Assert.Equal([new("X-Team", "research"), new("X-Empty", "")], provider.Headers);
        Assert.Equal(["openai-chat", "openai-embeddings"], provider.Dialects);
        Assert.True(provider.Http2);
        Assert.False(provider.TerminatorRequired);
        Assert.False(provider.RequestUsage);
    }

    [Fact]
    public void Every_key_of_the_other_sections_arrives()
    {
        var options = Config.Valid(Config.Provider + """
            listen: [ "[::1]:0", localhost:1234 ]
            admin_listen: off
            api_keys: [ one, two ]
            heartbeat: { interval: off, commit_after: 0s, form: data }
            limits: { request_body: 64KB, streams: 12, event: 1GiB }
            drain: { propagation: 0s, deadline: 2m }
            log: { format: text, level: WARN }
            forward_proxy: { listen: 0.0.0.0:3128, allow_remote: true, inference_hosts: [ inference.local, api.openai.com ] }
            """);
        Assert.Equal([new(new IPEndPoint(IPAddress.IPv6Loopback, 0)), new(new IPEndPoint(IPAddress.Loopback, 1234))], options.Listen);
        Assert.Null(options.AdminListen);
        Assert.Equal(["one", "two"], options.ApiKeys);
        Assert.Equal(new HeartbeatOptions(null, TimeSpan.Zero, HeartbeatForm.Data), options.Heartbeat);
        Assert.Equal(new LimitOptions(64_000, 12, 1L << 30), options.Limits);
        Assert.Equal(new DrainOptions(TimeSpan.Zero, TimeSpan.FromMinutes(2)), options.Drain);
        Assert.Equal(new LogOptions(LogFormat.Text, LogLevel.Warning), options.Log);
        Assert.Equal(new IPEndPoint(IPAddress.Any, 3128), options.ForwardProxy?.Listen.Address);
        Assert.Equal(["inference.local", "api.openai.com"], options.ForwardProxy?.InferenceHosts);
    }

    [Fact]
    public void Paths_start_from_the_folder_of_the_file()
    {
        const string Yaml = Config.Provider + "forward_proxy: { ca: { certificate: certs/ca.pem }, policy: /etc/policy.yaml }";
        var proxy = ConfigurationReader.Read(Yaml, "/srv/sluice/sluice.yaml", _ => null).Options?.ForwardProxy;
        Assert.Equal("/srv/sluice/certs/ca.pem", proxy?.CaCertificateFile);
        Assert.Equal("/srv/sluice/ca.key", proxy?.CaKeyFile);
        Assert.Equal("/etc/policy.yaml", proxy?.PolicyFile);
    }

    [Fact]
    public void An_address_of_the_command_line_replaces_the_files()
    {
        var result = ConfigurationReader.Read(Config.Provider + "listen: 0.0.0.0:80", "sluice.yaml", _ => null, "127.0.0.1:0");
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 0), Assert.Single(result.Options!.Listen).Address);

        var refused = Assert.Single(ConfigurationReader.Read(Config.Provider, "sluice.yaml", _ => null, "0.0.0.0:80").Findings);
        Assert.StartsWith("--listen: error: '0.0.0.0:80' can be reached from other machines", refused.ToString(), StringComparison.Ordinal);
        var wrong = Assert.Single(ConfigurationReader.Read(Config.Provider, "sluice.yaml", _ => null, "nowhere").Findings);
        Assert.StartsWith("--listen: error: found 'nowhere', expected an address", wrong.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_shows_no_credential_in_logs()
    {
        var provider = new ProviderOptions { Name = "openai", Type = "openai", ApiKey = "sk-secret" };
        Assert.Equal("openai (openai)", provider.ToString());
    }
}
