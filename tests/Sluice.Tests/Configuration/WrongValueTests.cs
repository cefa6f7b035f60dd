namespace Sluice.Tests.Configuration;

/// <summary>Each value that cannot be, with its line, its key, what was found and what is allowed.</summary>
public sealed class WrongValueTests
{
    public static TheoryData<WrongInput> Inputs => new()
    {
        // Addresses
        Provider("listen: 8080", 2, "listen", "'8080'", "no port", "127.0.0.1:8080"),
        Provider("listen: 127.0.0.1", 2, "listen", "'127.0.0.1'", "no port"),
        Provider("listen: 127.0.0.1:http", 2, "listen", "0 to 65535"),
        Provider("listen: 127.0.0.1:65536", 2, "listen", "0 to 65535"),
        Provider("listen: 127.0.0.1:-1", 2, "listen", "0 to 65535"),
        Provider("listen: gateway.example.com:80", 2, "listen", "IP address or localhost", "not looked up"),
        Provider("listen: 1:80", 2, "listen", "IP address or localhost"),
        Provider("listen: \"::1:80\"", 2, "listen", "in brackets"),
        Provider("listen: \"[::x]:80\"", 2, "listen", "not an IPv6 address"),
        Provider("listen: \"[::1]\"", 2, "listen", "no port"),
        Provider("listen: ftp://127.0.0.1:80", 2, "listen", "http or https"),
        Provider("listen: http://127.0.0.1:80/v1", 2, "listen", "path"),
        Provider("listen: https://127.0.0.1:443", 2, "listen", "certificate", "tls: { cert: FILE, key: FILE }"),
        Provider("listen:", 2, "listen", "no value"),
        Provider("listen: []", 2, "listen", "empty"),
        Provider("listen:\n  - 127.0.0.1:1\n  - { host: \"127.0.0.1:2\", address: \"127.0.0.1:3\" }",
            4, "listen[1].host", "not a known key", "'address'"),
        Provider("admin_listen: \"off!\"", 2, "admin_listen", "'off!'"),
        Provider("admin_listen: [ 127.0.0.1:1 ]", 2, "admin_listen", "a list"),

        // Text of a few words
        Provider("on_error: evnt", 2, "on_error", "'evnt'", "event or abort", "did you mean event?"),
        Provider("log: { format: xml }", 2, "log.format", "'xml'", "json or text"),
        Provider("log: { level: verbose }", 2, "log.level", "'verbose'", "trace, debug, info"),
        Provider("log: json", 2, "log", "a single value", "format, level"),
        Provider("log: [ json ]", 2, "log", "a list", "format, level"),
        Provider("heartbeat: { form: event }", 2, "heartbeat.form", "comment or data"),

        // Durations
        Provider("timeouts:\n  connect: 5", 3, "timeouts.connect", "'5'", "without a unit"),
        Provider("timeouts:\n  connect: -5s", 3, "timeouts.connect", "negative"),
        Provider("timeouts:\n  connect: 0s", 3, "timeouts.connect", "zero", "off"),
        Provider("timeouts:\n  connect: 5 s", 3, "timeouts.connect", "ms, s, m and h"),
        Provider("timeouts:\n  connect: 2d", 3, "timeouts.connect", "ms, s, m and h"),
        Provider("timeouts:\n  connect: 30s1m", 3, "timeouts.connect", "large to small"),
        Provider("timeouts:\n  connect: 1000h", 3, "timeouts.connect", "720h"),
        Provider("timeouts:\n  connect: 99999999999999999999h", 3, "timeouts.connect", "a duration such as"),
        Provider("timeouts:\n  connect: 1.2.3s", 3, "timeouts.connect", "a duration such as"),
        Provider("timeouts:\n  connect: never", 3, "timeouts.connect", "'never'", "or off"),
        Provider("timeouts:\n  connect:", 3, "timeouts.connect", "no value"),
        Provider("timeouts:\n  connect: ~", 3, "timeouts.connect", "no value"),
        Provider("timeouts:\n  connect: [5s]", 3, "timeouts.connect", "a list"),
        Provider("timeouts:\n  connect: {s: 5}", 3, "timeouts.connect", "a mapping"),
        Provider("heartbeat: { commit_after: off }", 2, "heartbeat.commit_after", "'off'"),
        Provider("heartbeat: { interval: 0s }", 2, "heartbeat.interval", "zero"),
        Provider("drain: { deadline: -1s }", 2, "drain.deadline", "negative"),
        Provider("drain: { propagation: off }", 2, "drain.propagation", "'off'"),

        // Sizes and counts
        Provider("limits: { request_body: 32 MiB }", 2, "limits.request_body", "'32 MiB'", "KiB, MiB"),
        Provider("limits: { request_body: 32TB }", 2, "limits.request_body", "KiB, MiB"),
        Provider("limits: { request_body: 0 }", 2, "limits.request_body", "zero"),
        Provider("limits: { request_body: -1 }", 2, "limits.request_body", "negative"),
        Provider("limits: { request_body: 0.3B }", 2, "limits.request_body", "whole number"),
        Provider("limits: { request_body: 2GiB }", 2, "limits.request_body", "too large"),
        Provider("limits: { request_body: 999999999999999999GiB }", 2, "limits.request_body", "too large"),
        Provider("limits: { event: big }", 2, "limits.event", "'big'"),
        Provider("limits: { streams: 0 }", 2, "limits.streams", "'0'", "from 1, or auto"),
        Provider("limits: { streams: -3 }", 2, "limits.streams", "'-3'"),
        Provider("limits: { streams: many }", 2, "limits.streams", "'many'"),
        Provider("limits: { streams: 99999999999 }", 2, "limits.streams", "from 1, or auto"),

        // Providers
        new("providers: [ openai ]", 1, "providers", "a list", "a mapping"),
        new("providers:\n  a: openai", 2, "providers.a", "a single value", "type, api_key"),
        new("providers:\n  a:\n    base_url: http://x", 2, "providers.a", "'type' is missing"),
        new("providers:\n  a/b: { type: anthropic }", 2, "providers[\"a/b\"]", "not a provider name"),
        new("providers:\n  \"\": { type: anthropic }", 2, "providers[\"\"]", "not a provider name"),
        new("providers:\n  a: { type: opnai }", 2, "providers.a.type", "'opnai'", "openai-compatible", "did you mean openai?"),
        new("providers:\n  a: { type: openai, http2: yes }", 2, "providers.a.http2", "'yes'", "true or false"),
        new("providers:\n  a: { type: openai, terminator: never }", 2, "providers.a.terminator", "required or optional"),
        new("providers:\n  a: { type: openai, dialects: openai-chat }", 2, "providers.a.dialects", "a single value", "[openai-chat]"),
        new("providers:\n  a: { type: openai, dialects: [openai-chats] }",
            2, "providers.a.dialects[0]", "'openai-chats'", "did you mean openai-chat?"),
        new("providers:\n  a: { type: openai, dialects: [] }", 2, "providers.a.dialects", "empty"),
        new("providers:\n  a: { type: openai, dialects: [openai-chat, openai-chat] }", 2, "providers.a.dialects[1]", "twice"),
        new("providers:\n  a: { type: openai-compatible }", 2, "providers.a", "'base_url' is missing"),
        new("providers:\n  a: { type: openai, base_url: localhost:11434 }",
            2, "providers.a.base_url", "'localhost:11434'", "http:// or https://"),
        new("providers:\n  a: { type: openai, base_url: /v1 }", 2, "providers.a.base_url", "http:// or https://"),
        new("providers:\n  a: { type: openai, base_url: \"http://\" }", 2, "providers.a.base_url", "'http://'"),
        new("providers:\n  a: { type: openai, base_url: \"http://a b\" }", 2, "providers.a.base_url", "blank"),
        new("providers:\n  a: { type: openai, base_url: \"http://h/v1#x\" }", 2, "providers.a.base_url", "fragment"),
        new("providers:\n  a: { type: openai, headers: [ X-A ] }", 2, "providers.a.headers", "a list"),
        new("providers:\n  a: { type: openai, headers: { \"X A\": b } }", 2, "providers.a.headers[\"X A\"]", "not a header name"),
        new("providers:\n  a: { type: openai, headers: { Content-Length: 5 } }",
            2, "providers.a.headers.Content-Length", "the gateway itself"),
        new("providers:\n  a: { type: openai, headers: { X-A: 1, x-a: 2 } }", 2, "providers.a.headers.x-a", "'X-A'", "case only"),
        new("providers:\n  a: { type: openai, headers: { X-A: [ 1 ] } }", 2, "providers.a.headers.X-A", "a list"),

        // Routes
        Provider("routes: fast", 2, "routes", "a single value", "a list of routes"),
        Provider("routes: []", 2, "routes", "empty"),
        Provider("routes:\n  - fast", 3, "routes[0]", "a single value", "model, candidates"),
        Provider("routes:\n  - model: a", 3, "routes[0]", "'candidates' is missing"),
        Provider("routes:\n  - candidates: [ { provider: local } ]", 3, "routes[0]", "'model' is missing"),
        Provider("routes:\n  - { model: \"\", candidates: [ { provider: local } ] }", 3, "routes[0].model", "empty"),
        Provider("routes:\n  - { model: a, candidates: [] }", 3, "routes[0].candidates", "empty"),
        Provider("routes:\n  - { model: a, candidates: local }", 3, "routes[0].candidates", "a single value", "{ provider: openai"),
        Provider("routes:\n  - { model: a, candidates: [ local ] }", 3, "routes[0].candidates[0]", "a single value", "{ provider: openai"),
        Provider("routes:\n  - { model: a, candidates: [ { model: x } ] }", 3, "routes[0].candidates[0]", "'provider' is missing"),
        Provider("routes:\n  - model: a\n    candidates:\n      - { provider: local, model: \"gpt-*\" }",
            5, "routes[0].candidates[0].model", "'gpt-*'", "*"),
        Provider("routes:\n  - { model: a, candidates: [ { provider: local } ], timeouts: { total: soon } }",
            3, "routes[0].timeouts.total", "'soon'"),
        Provider("routes:\n  - { model: a, candidates: [ { provider: local } ], on_error: ignore }", 3, "routes[0].on_error", "'ignore'"),

        // Keys and the forward proxy
        Provider("api_keys: secret", 2, "api_keys", "a single value", "a list of keys"),
        Provider("api_keys: [ \"\" ]", 2, "api_keys[0]", "empty"),
        Provider("api_keys: [ a, b, a ]", 2, "api_keys[2]", "same key"),
        Provider("api_keys: [ { key: a } ]", 2, "api_keys[0]", "a mapping"),
        Provider("api_keys:\n  -", 3, "api_keys[0]", "no value"),
        Provider("forward_proxy: on", 2, "forward_proxy", "a single value", "listen, allow_remote"),
        Provider("forward_proxy: { listen: https://127.0.0.1:3128 }", 2, "forward_proxy.listen", "plain HTTP"),
        Provider("forward_proxy: { listen: off }", 2, "forward_proxy.listen", "'off'"),
        Provider("forward_proxy: { inference_hosts: inference.local }", 2, "forward_proxy.inference_hosts", "a list of host names"),
        Provider("forward_proxy: { inference_hosts: [ https://a.b ] }", 2, "forward_proxy.inference_hosts[0]", "scheme"),
        Provider("forward_proxy: { inference_hosts: [ \"a.b:443\" ] }", 2, "forward_proxy.inference_hosts[0]", "port"),
        Provider("forward_proxy: { inference_hosts: [ \"*.b\" ] }", 2, "forward_proxy.inference_hosts[0]", "pattern"),
        Provider("forward_proxy: { inference_hosts: [ a.b, A.b ] }", 2, "forward_proxy.inference_hosts[1]", "twice"),
        Provider("forward_proxy: { policy: ~/policy.yaml }", 2, "forward_proxy.policy", "${HOME}"),
        Provider("forward_proxy: { ca: ./ca.pem }", 2, "forward_proxy.ca", "certificate, key"),
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void A_wrong_value_is_one_error_at_its_place(WrongInput input) => input.Verify();

    static WrongInput Provider(string yaml, int line, string key, params string[] parts) => WrongInput.WithProvider(yaml, line, key, parts);
}
