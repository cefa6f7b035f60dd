using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Which of a client's headers go upstream: a short list, and the provider's own.</summary>
public sealed class SurfaceHeaderTests
{
    /// <summary>What a caller may carry and no upstream may see.</summary>
    static readonly (string Name, string Value)[] Private =
    [
        ("Authorization", "Bearer caller-secret"), ("x-api-key", "caller-secret"), ("api-key", "caller-secret"), ("Cookie", "session=caller-secret"), ("x-goog-api-key", "caller-secret"),
        ("Proxy-Authorization", "Basic caller-secret"), ("Proxy-Connection", "keep-alive"), ("Forwarded", "for=caller-secret"), ("X-Forwarded-For", "10.0.0.1"), ("X-Forwarded-Host", "caller-secret"),
        ("X-Real-IP", "10.0.0.1"), ("Via", "1.1 caller-secret"), ("Referer", "http://caller-secret/"), ("Origin", "http://caller-secret"), ("OpenAI-Organization", "caller-secret"),
        ("OpenAI-Project", "caller-secret"), ("X-Amz-Security-Token", "caller-secret"), ("X-Auth-Token", "caller-secret"), ("X-Custom", "caller-secret"), ("Cf-Access-Jwt-Assertion", "caller-secret"),
        ("anthropic-api-key", "caller-secret"), ("Accept-Encoding", "gzip, br"), ("Range", "bytes=0-1"), ("If-None-Match", "caller-secret"), ("TE", "trailers"), ("Keep-Alive", "timeout=9"),
        ("Upgrade", "websocket"), ("X-Request-Id", "caller-id-1"), ("Priority", "u=1"),
    ];

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    [InlineData("/v1/embeddings")]
    [InlineData("/p/mock/v1/files")]
    public async Task No_credential_of_the_caller_goes_upstream(string path)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, "{}"));
        await using var gateway = await TestGateway.StartAsync(upstream, "", null, "api_key: gateway-key");

        var answer = await gateway.SendAsync(RawRequest.Post(path, """{"model":"m"}""", Private));

        Assert.Equal(200, answer.Status);
        var sent = upstream.Requests[0].Headers;
        Assert.DoesNotContain("caller-secret", sent.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.1", sent.ToString(), StringComparison.Ordinal);
        Assert.Equal(["accept-encoding", "authorization", "content-length", "content-type", "host"], sent.Select(h => h.Name.ToLowerInvariant()).Order());
        Assert.Equal(("Bearer gateway-key", "identity", upstream.BaseAddress.Authority), (sent["authorization"], sent["accept-encoding"], sent["host"]));
        await gateway.ExchangeAsync();
        Assert.DoesNotContain("caller-secret", gateway.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("gateway-key", gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_describes_the_request_goes_upstream()
    {
        (string, string)[] described =
        [
            ("Accept", "text/event-stream"), ("User-Agent", "agent/1.0 (x)"), ("Idempotency-Key", "idem-1"), ("X-Client-Request-Id", "c-1"), ("OpenAI-Beta", "assistants=v2"),
            ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), ("tracestate", "a=b"),
        ];
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, "{}"));
        await using var gateway = await TestGateway.StartAsync(upstream);

        await gateway.SendAsync(RawRequest.Post("/v1/chat/completions", """{"model":"m"}""", described));

        Assert.All(described, header => Assert.Equal(header.Item2, upstream.Requests[0].Headers[header.Item1]));
        Assert.Equal("application/json", upstream.Requests[0].Headers["content-type"]);
        Assert.Null(upstream.Requests[0].Headers["authorization"]);
    }

    [Fact]
    public async Task Headers_that_connection_names_stay_on_their_hop()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, "{}"));
        await using var gateway = await TestGateway.StartAsync(upstream);

        // Without 'keep-alive' among them: Kestrel then replaces the whole value by that word, and the others are gone.
        await gateway.SendAsync(RawRequest.Post("/v1/chat/completions", """{"model":"m"}""", ("Connection", "OpenAI-Beta, Idempotency-Key"), ("OpenAI-Beta", "x"), ("Idempotency-Key", "y")));

        Assert.Null(upstream.Requests[0].Headers["openai-beta"]);
        Assert.Null(upstream.Requests[0].Headers["idempotency-key"]);
    }

    [Fact]
    public async Task Anthropics_own_headers_and_defaults_are_sent()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, "{}"));
        await using var gateway = await TestGateway.StartAsync(
            $$"""
            providers:
              claude: { type: anthropic, base_url: "{{upstream.BaseAddress}}", api_key: provider-key, headers: { X-Team: research, User-Agent: team/1 } }
            """);

        await gateway.SendAsync(RawRequest.Post("/v1/messages", """{"model":"m"}""", ("anthropic-beta", "b1"), ("x-api-key", "caller"), ("User-Agent", "cli")));
        await gateway.SendAsync(RawRequest.Post("/v1/messages", """{"model":"m"}""", ("anthropic-version", "2099-01-01")));

        var sent = upstream.Requests[0].Headers;
        Assert.Equal(("provider-key", "2023-06-01", "b1", "research", "team/1", null),
            (sent["x-api-key"], sent["anthropic-version"], sent["anthropic-beta"], sent["x-team"], sent["user-agent"], sent["authorization"]));
        Assert.Equal("2099-01-01", upstream.Requests[1].Headers["anthropic-version"]);
    }

    [Theory]
    [InlineData("client-id_1.2:3", "client-id_1.2:3")]
    [InlineData("bad id with blanks", null)]
    [InlineData("<script>", null)]
    [InlineData("{\"a\":1}", null)]
    public async Task A_request_id_is_the_clients_where_it_is_fit_and_ours_otherwise(string given, string? kept)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.Json(200, "{}"));
        upstream.RespondOnce(script => script.Json(422, """{"error":{"message":"no"}}"""));
        upstream.RespondOnce(script => script.EventStream().Write(Wire.Prologue("openai-chat") + Wire.Content("openai-chat", "a")).End());
        await using var gateway = await TestGateway.StartAsync(upstream);
        for (var i = 1; i <= 4; i++)
        {
            var answer = await gateway.SendAsync(RawRequest.Post(i == 4 ? "/nowhere" : "/v1/chat/completions", """{"model":"m","stream":true}""", ("X-Request-Id", given)));

            var id = answer.Headers["x-sluice-request-id"];
            Assert.Equal(id, answer.Headers["x-request-id"]);
            Assert.Equal(id, (await gateway.ExchangeAsync(i)).GetProperty("request_id").GetString());
            Assert.True(kept is null ? id!.StartsWith("req_", StringComparison.Ordinal) : id == kept, id);
            if (i == 3)
                Assert.Equal(id, answer.Events[^1].Json().GetProperty("error").GetProperty("request_id").GetString());
            else if (i > 1)
                Assert.Contains($"\"request_id\":\"{id}\"", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Request_ids_are_unique()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, "{}"));
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => gateway.SendAsync(Wire.Request("openai-chat", stream: false))));

        Assert.Equal(50, answers.Select(a => a.Headers["x-sluice-request-id"]).Distinct().Count());
    }
}
