using System.Text.Json;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Who may call, what can be called, and what is said where it cannot.</summary>
public sealed class SurfaceRoutingTests
{
    static readonly string[] Paths = ["/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/embeddings", "/v1/messages", "/v1/messages/count_tokens", "/v1/models", "/p/mock/v1/x", "/nowhere"];

    [Fact]
    public async Task Without_a_key_nobody_gets_in_and_each_dialect_is_told_in_its_own_words()
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(upstream, "api_keys: [ first-gateway-key, second-gateway-key ]");
        (string, string)[][] wrong =
        [
            [], [("Authorization", "Bearer wrong-key-value")], [("x-api-key", "wrong-key-value")], [("api-key", "")], [("Authorization", "Basic Zmlyc3QtZ2F0ZXdheS1rZXk=")],
            [("Authorization", "Bearer first-gateway-key-and-more")], [("Authorization", "Bearer FIRST-GATEWAY-KEY")], [("Authorization", "first-gateway-key")],
        ];
        foreach (var headers in wrong)
        {
            foreach (var path in Paths.SkipLast(1))
            {
                var answer = await gateway.SendAsync(path == "/v1/models" ? RawRequest.Get(path, headers) : RawRequest.Post(path, """{"model":"m"}""", headers));

                Assert.Equal((401, "Bearer"), (answer.Status, answer.Headers["www-authenticate"]));
                var root = Json(answer);
                Assert.Equal(path.StartsWith("/v1/messages", StringComparison.Ordinal), root.TryGetProperty("type", out _));
                var error = root.GetProperty("error");
                Assert.Equal(("authentication_error", "invalid_api_key", "client"), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString(), error.GetProperty("hop").GetString()));
            }
        }

        Assert.Empty(upstream.Requests);
        await gateway.ExchangeAsync(wrong.Length * (Paths.Length - 1));
        Assert.DoesNotContain("wrong-key-value", gateway.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("gateway-key", gateway.Log, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Authorization", "Bearer second-gateway-key")]
    [InlineData("authorization", "bearer  second-gateway-key ")]
    [InlineData("x-api-key", "first-gateway-key")]
    [InlineData("api-key", "first-gateway-key")]
    public async Task With_one_of_the_keys_everything_is_open(string name, string value)
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(upstream, "api_keys: [ first-gateway-key, second-gateway-key ]");

        Assert.Equal(200, (await gateway.SendAsync(RawRequest.Post("/v1/messages", """{"model":"m"}""", (name, value)))).Status);
        Assert.DoesNotContain("gateway-key", upstream.Requests[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dialect_that_nobody_speaks_is_refused_naming_both()
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(
            $$"""
            providers:
              claude: { type: anthropic, base_url: "{{upstream.BaseAddress}}" }
              plain: { type: openai-compatible, base_url: "{{upstream.BaseAddress}}", dialects: [ openai-chat ] }
            routes:
              - { model: "c*", candidates: [ { provider: claude } ] }
              - { model: "p*", candidates: [ { provider: plain } ] }
              - { model: "both", candidates: [ { provider: claude }, { provider: plain, model: served } ] }
            """);

        var chat = await gateway.SendAsync(RawRequest.Post("/v1/chat/completions", """{"model":"c1"}"""));
        var messages = await gateway.SendAsync(RawRequest.Post("/v1/messages", """{"model":"p1"}"""));
        var responses = await gateway.SendAsync(RawRequest.Post("/v1/responses", """{"model":"p1"}"""));
        var fits = await gateway.SendAsync(RawRequest.Post("/v1/chat/completions", """{"model":"both"}"""));

        Refused(chat, "openai-chat", "claude speaks anthropic-messages");
        Refused(messages, "anthropic-messages", "plain speaks openai-chat");
        Refused(responses, "openai-responses", "plain speaks openai-chat");
        Assert.Equal("error", Json(messages).GetProperty("type").GetString());
        Assert.Equal((200, "served"), (fits.Status, Assert.Single(upstream.Requests).Json().GetProperty("model").GetString()));

        static void Refused(RecordedResponse answer, string asked, string spoken)
        {
            Assert.Equal(400, answer.Status);
            var error = Json(answer).GetProperty("error");
            Assert.Equal("dialect_not_spoken", error.GetProperty("code").GetString());
            Assert.Contains(asked, error.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Contains(spoken, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_unknown_model_or_provider_is_not_found_and_named()
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(
            $$"""
            providers: { mock: { type: openai-compatible, base_url: "{{upstream.BaseAddress}}", dialects: [openai-chat, anthropic-messages] } }
            routes: [ { model: known, candidates: [ { provider: mock } ] } ]
            """);

        var model = await gateway.SendAsync(RawRequest.Post("/v1/chat/completions", """{"model":"unknown-one"}"""));
        var none = await gateway.SendAsync(RawRequest.Post("/v1/messages", "{}"));
        var provider = await gateway.SendAsync(RawRequest.Get("/p/other/v1/models"));
        var selected = await gateway.SendAsync(RawRequest.Post("/v1/chat/completions", """{"model":"mock/any/name"}"""));

        Assert.Equal((404, "model_not_found", "model"), Told(model));
        Assert.Contains("'unknown-one'", model.Text, StringComparison.Ordinal);
        Assert.Equal((404, "model_not_found"), (none.Status, Told(none).Code));
        Assert.Equal("not_found_error", Json(none).GetProperty("error").GetProperty("type").GetString());
        Assert.Equal((404, "provider_not_found"), (provider.Status, Told(provider).Code));
        Assert.Contains("mock", provider.Text, StringComparison.Ordinal);
        Assert.Equal((200, "any/name"), (selected.Status, Assert.Single(upstream.Requests).Json().GetProperty("model").GetString()));
    }

    [Theory]
    [InlineData("", "empty_body")]
    [InlineData("not json", "invalid_json")]
    [InlineData("[1]", "invalid_body")]
    [InlineData("""{"model":7}""", "invalid_model")]
    [InlineData("""{"model":"m","stream":"yes"}""", "invalid_stream")]
    public async Task A_body_that_is_no_request_is_refused_in_both_envelopes(string body, string code)
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(upstream);
        foreach (var path in Paths.Take(6))
        {
            var answer = await gateway.SendAsync(RawRequest.Post(path, body));

            Assert.Equal((400, code), (answer.Status, Told(answer).Code));
            Assert.Equal("invalid_request_error", Json(answer).GetProperty("error").GetProperty("type").GetString());
        }

        Assert.Empty(upstream.Requests);
        Assert.DoesNotContain("not json", gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Named_models_are_listed_in_the_clients_dialect()
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(
            $$"""
            providers: { mock: { type: openai-compatible, base_url: "{{upstream.BaseAddress}}" } }
            routes:
              - { model: fast, candidates: [ { provider: mock } ] }
              - { model: "gpt-*", candidates: [ { provider: mock } ] }
              - { model: smart, candidates: [ { provider: mock } ] }
            """);

        var openai = Json(await gateway.SendAsync(RawRequest.Get("/v1/models")));
        var anthropic = Json(await gateway.SendAsync(RawRequest.Get("/v1/models", ("anthropic-version", "2023-06-01"))));
        var head = await gateway.SendAsync(new RawRequest("HEAD", "/v1/models"));

        Assert.Equal("list", openai.GetProperty("object").GetString());
        Assert.Equal(["fast", "smart"], openai.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()));
        Assert.Equal("model", anthropic.GetProperty("data")[0].GetProperty("type").GetString());
        Assert.False(anthropic.GetProperty("has_more").GetBoolean());
        Assert.Equal((200, ""), (head.Status, head.Text));
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task Behind_a_catch_all_the_upstreams_own_list_is_passed()
    {
        const string List = """{"object":"list","data":[{"id":"x","object":"model"}]}""";
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, List, ("etag", "\"v1\"")));
        await using var gateway = await TestGateway.StartAsync(upstream);

        Assert.Equal(List, (await gateway.SendAsync(RawRequest.Get("/v1/models?limit=2"))).Text);
        Assert.Equal(List, (await gateway.SendAsync(RawRequest.Get("/v1/models/org%20x"))).Text);
        var head = await gateway.SendAsync(new RawRequest("HEAD", "/v1/models"));

        Assert.Equal(["/v1/models?limit=2", "/v1/models/org%20x", "/v1/models"], upstream.Requests.Select(r => r.Target));
        Assert.Equal((200, ""), (head.Status, head.Text));
        Assert.Equal(405, (await gateway.SendAsync(RawRequest.Post("/v1/models", "{}"))).Status);
    }

    [Fact]
    public async Task A_list_falls_back_to_the_next_provider()
    {
        await using var first = ScriptedUpstream.Start();
        await using var second = Answering();
        first.Respond(script => script.Json(500, "{}"));
        await using var gateway = await TestGateway.StartAsync(first, second);

        Assert.Equal(200, (await gateway.SendAsync(RawRequest.Get("/v1/models"))).Status);
        Assert.Single(first.Requests);
        Assert.Single(second.Requests);
    }

    static (int Status, string? Code, string? Param) Told(RecordedResponse answer)
    {
        var error = Json(answer).GetProperty("error");
        return (answer.Status, error.GetProperty("code").GetString(), error.TryGetProperty("param", out var param) ? param.GetString() : null);
    }

    static JsonElement Json(RecordedResponse answer) => JsonDocument.Parse(answer.Body).RootElement;

    static ScriptedUpstream Answering()
    {
        var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, """{"id":"x"}"""));
        return upstream;
    }
}
