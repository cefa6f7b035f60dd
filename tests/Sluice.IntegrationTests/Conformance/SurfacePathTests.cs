using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>The paths of the API: what they take, what goes upstream, and what never does.</summary>
public sealed class SurfacePathTests
{
    const string Done = """{"id":"x"}""";

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/completions")]
    [InlineData("/v1/responses")]
    [InlineData("/v1/messages")]
    [InlineData("/v1/messages/count_tokens")]
    [InlineData("/v1/embeddings")]
    public async Task Each_model_path_takes_a_post_and_names_it_to_others(string path)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, Done));
        await using var gateway = await TestGateway.StartAsync(upstream);

        Assert.Equal(Done, (await gateway.SendAsync(RawRequest.Post(path, """{"model":"m"}"""))).Text);
        Assert.Equal(("POST", path), (upstream.Requests[0].Method, upstream.Requests[0].Target));

        foreach (var method in new[] { "GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD" })
        {
            var refused = await gateway.SendAsync(new RawRequest(method, path));
            Assert.Equal((405, "POST"), (refused.Status, refused.Headers["allow"]));
            if (method != "HEAD")
                Assert.Contains("method_not_allowed", refused.Text, StringComparison.Ordinal);
        }

        Assert.Single(upstream.Requests);
    }

    [Theory]
    [InlineData("http://HOST/v1")]
    [InlineData("http://HOST/v1/")]
    [InlineData("http://HOST")]
    [InlineData("http://HOST/")]
    public async Task A_base_with_or_without_a_version_means_the_same(string form)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, Done));
        await using var gateway = await TestGateway.StartAsync(Yaml(form.Replace("HOST", upstream.BaseAddress.Authority, StringComparison.Ordinal)));

        await gateway.SendAsync(RawRequest.Post("/v1/chat/completions?x=1", """{"model":"m"}"""));
        await gateway.SendAsync(RawRequest.Get("/p/mock/v1/models"));
        await gateway.SendAsync(RawRequest.Get("/v1/models"));

        Assert.Equal(["/v1/chat/completions?x=1", "/v1/models", "/v1/models"], upstream.Requests.Select(r => r.Target));
    }

    [Theory]
    [InlineData("http://HOST/openai/deployments/d1", "/openai/deployments/d1/v1/chat/completions")]
    [InlineData("http://HOST/api/v2", "/api/v2/chat/completions")]
    [InlineData("http://HOST/v1beta/openai", "/v1beta/openai/chat/completions")]
    public async Task A_base_with_a_path_keeps_it(string form, string target)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, Done));
        await using var gateway = await TestGateway.StartAsync(Yaml(form.Replace("HOST", upstream.BaseAddress.Authority, StringComparison.Ordinal)));

        await gateway.SendAsync(RawRequest.Post("/v1/chat/completions", """{"model":"m"}"""));

        Assert.Equal(target, upstream.Requests[0].Target);
    }

    [Theory]
    [InlineData("?")]
    [InlineData("?a=b&a=c")]
    [InlineData("?api-version=2024-10-21&x=%2F%2e%2E..//&y=%zz&z")]
    [InlineData("?q=a+b%20c&empty=&=v&&")]
    [InlineData("?url=http://x/../y?z=1")]
    public async Task A_query_goes_upstream_byte_for_byte(string query)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, Done));
        await using var gateway = await TestGateway.StartAsync(upstream);

        await gateway.SendAsync(RawRequest.Post("/v1/chat/completions" + query, """{"model":"m"}"""));
        await gateway.SendAsync(RawRequest.Get("/p/mock/v1/files" + query));

        Assert.Equal(["/v1/chat/completions" + query, "/v1/files" + query], upstream.Requests.Select(r => r.Target));
        await gateway.ExchangeAsync(2);
        Assert.True(query.Length == 1 || !gateway.Log.Contains(query, StringComparison.Ordinal), "a query may hold a key, and is not for the log");
    }

    [Theory]
    [InlineData("/v1/../v1/chat/completions")]
    [InlineData("/v1/./chat/completions")]
    [InlineData("/v1//chat/completions")]
    [InlineData("//v1/chat/completions")]
    [InlineData("/v1/chat/completions/..")]
    [InlineData("/v1/chat%2fcompletions")]
    [InlineData("/v1/chat%5ccompletions")]
    [InlineData("/v1/%63hat/completions")]
    [InlineData("/v1/%2e%2e/chat/completions")]
    [InlineData("/v1/chat\\completions")]
    [InlineData("/p/mock/../other/v1/models")]
    [InlineData("/p/mock/v1/files/%2e%2e/secrets")]
    [InlineData("/p/mock/v1/a%00b")]
    [InlineData("/p/mock/v1/a%0d%0aX-Evil:%201")]
    [InlineData("/p/mock//evil.example/x")]
    [InlineData("/x/../healthz")]
    [InlineData("/healthz/../v1/models")]
    [InlineData("/v1/models#x")]
    [InlineData("/v1/models?x=#y")]
    public async Task A_path_that_is_not_canonical_is_refused_and_goes_nowhere(string target)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, Done));
        await using var gateway = await TestGateway.StartAsync(upstream);

        foreach (var method in new[] { "POST", "GET" })
        {
            var answer = await gateway.SendAsync(method == "POST" ? RawRequest.Post(target, """{"model":"m"}""") : RawRequest.Get(target));
            Assert.Equal(400, answer.Status);
        }

        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task An_absolute_target_is_its_path()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, Done));
        await using var gateway = await TestGateway.StartAsync(upstream);
        var authority = gateway.Address.Authority;

        await gateway.SendAsync(RawRequest.Get($"http://{authority}/p/mock/v1/files?x=1", ("Host", authority)));
        Assert.Equal(400, (await gateway.SendAsync(RawRequest.Get($"http://{authority}/p/mock/../v1/files", ("Host", authority)))).Status);

        Assert.Equal("/v1/files?x=1", Assert.Single(upstream.Requests).Target);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("PROPFIND")]
    public async Task A_provider_path_passes_any_method_and_path(string method)
    {
        byte[] blob = [0, 1, 2, 255, .. "\r\n--x"u8];
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Whole(207, "application/octet-stream", blob));
        await using var gateway = await TestGateway.StartAsync(upstream);
        var body = method is "POST" or "PUT" or "PATCH" ? blob : [];

        var answer = await gateway.SendAsync(new RawRequest(method, "/p/mock/x/~y/a%20b:z") { Body = body, Headers = body.Length > 0 ? [("Content-Type", "multipart/form-data; boundary=x")] : [] });

        var sent = Assert.Single(upstream.Requests);
        Assert.Equal((method, "/x/~y/a%20b:z"), (sent.Method, sent.Target));
        Assert.Equal(body, sent.Body.ToArray());
        Assert.Equal(body.Length > 0 ? "multipart/form-data; boundary=x" : null, sent.Headers["content-type"]);
        // A method that the platform does not know has a length always, be it 0.
        if (body.Length > 0 || method != "PROPFIND")
            Assert.Equal(body.Length > 0 ? body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) : null, sent.Headers["content-length"]);
        Assert.Equal(207, answer.Status);
        Assert.Equal("application/octet-stream", answer.Headers["content-type"]);
        Assert.Equal(method == "HEAD" ? [] : blob, answer.Body);
        var line = await gateway.ExchangeAsync();
        Assert.Equal(("completed", "mock", "/p/mock"), (line.GetProperty("ending").GetString(), line.GetProperty("provider").GetString(), line.GetProperty("route").GetString()));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task A_provider_path_passes_any_status(int status)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Head(status, ("content-type", "text/plain")).ContentLength(status is 204 or 304 ? 0 : 2).Write(status is 204 or 304 ? "" : "no").End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(RawRequest.Get("/p/mock/v1/x"));

        Assert.Equal((status, status is 204 or 304 ? "" : "no", StreamEnding.Complete), (answer.Status, answer.Text, answer.Ending!.Value));
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task A_provider_path_streams_and_replaces_no_byte_of_the_request()
    {
        var body = """{"model":"m","stream":true,"messages":[]}""";
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().WriteByteByByte(Wire.Stream("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(RawRequest.Post("/p/mock/v1/chat/completions", body));

        Assert.Equal(body, upstream.Requests[0].BodyText);
        Assert.Equal(Wire.Stream("openai-chat"), answer.Text);
        Assert.Equal(5, (await gateway.ExchangeAsync()).GetProperty("output_tokens").GetInt32());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    [InlineData("/v1/chat")]
    [InlineData("/v1/chat/completions/")]
    [InlineData("/V1/chat/completions")]
    [InlineData("/v2/chat/completions")]
    [InlineData("/p")]
    [InlineData("/p/")]
    [InlineData("/p/mock")]
    [InlineData("/metrics")]
    [InlineData("/admin/x")]
    public async Task Any_other_path_is_not_found(string path)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, Done));
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(RawRequest.Post(path, """{"model":"m"}"""));

        Assert.Equal(404, answer.Status);
        Assert.Equal("not_found", answer.Events.Count == 0 ? Json(answer).GetProperty("error").GetProperty("code").GetString() : "");
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task Health_answers_without_a_key_on_both_listeners()
    {
        await using var upstream = ScriptedUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(upstream, "api_keys: [ k ]");
        foreach (var address in new[] { gateway.Address, gateway.Host.AdminAddress! })
        {
            foreach (var path in new[] { "/healthz", "/readyz" })
            {
                Assert.Equal(200, (await RawClient.ExchangeAsync(address, RawRequest.Get(path))).Status);
                Assert.Equal("", (await RawClient.ExchangeAsync(address, new RawRequest("HEAD", path))).Text);
            }
        }
    }

    static System.Text.Json.JsonElement Json(RecordedResponse answer) => System.Text.Json.JsonDocument.Parse(answer.Body).RootElement;

    static string Yaml(string baseUrl) =>
        $$"""
        providers:
          mock: { type: openai-compatible, base_url: "{{baseUrl}}" }
        """;
}
