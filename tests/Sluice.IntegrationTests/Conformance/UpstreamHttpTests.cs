using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Upstreams whose HTTP is odd, and what their clients get all the same.</summary>
public sealed class UpstreamHttpTests
{
    const string Answer = """{"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"a"}}],"usage":{"prompt_tokens":10,"completion_tokens":5}}""";

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n")]
    [InlineData("Content-Length: 90000\r\nTransfer-Encoding: chunked\r\n")]
    public async Task A_length_beside_chunks_is_not_the_clients(string framing)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Raw($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{framing}\r\n{Answer.Length:x}\r\n{Answer}\r\n0\r\n\r\n"));
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request("openai-chat", stream: false));

        Assert.Equal((200, Answer, StreamEnding.Complete), (answer.Status, answer.Text, answer.Ending));
        StreamChecks.Ended(await gateway.ExchangeAsync(), "completed", null);
    }

    [Theory]
    [InlineData("heartbeat: { interval: off }")]
    [InlineData("heartbeat: { commit_after: 0s }")]
    public async Task A_header_that_cannot_be_sent_on_does_not_end_the_stream(string heartbeat)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream(("X-Request-Id", "caf\u00e9"), ("OpenAI-Model", "mod\u00e8le"), ("Retry-After", "a\tb"), ("OpenAI-Version", "1"))
            .Write(Wire.Stream("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(upstream, heartbeat);

        var answer = await gateway.SendAsync(Wire.Chat());

        Assert.Equal((200, Wire.Stream("openai-chat"), StreamEnding.Complete), (answer.Status, answer.Text, answer.Ending));
        Assert.Equal("1", answer.Headers["openai-version"]);
        Assert.Null(answer.Headers["openai-model"]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_body_that_is_not_coded_as_its_label_says_is_called_that(string coding)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream(("Content-Encoding", coding)).Write(new byte[] { 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4 }).Write(Wire.Stream("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Chat());

        Assert.Equal("invalid_encoding", StreamChecks.IsErrorAnswer("openai-chat", answer, 502).GetProperty("code").GetString());
        StreamChecks.Ended(await gateway.ExchangeAsync(), "upstream_error", "upstream");
    }

    [Fact]
    public async Task Interim_answers_are_not_the_answer()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n").EventStream().Write(Wire.Stream("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Chat());

        Assert.Equal((200, Wire.Stream("openai-chat"), StreamEnding.Complete), (answer.Status, answer.Text, answer.Ending));
    }

    [Fact]
    public async Task One_clients_leftovers_are_not_anothers_answer()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.Raw($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Answer.Length}\r\n\r\n{Answer}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"));
        upstream.RespondOnce(script => script.Json(200, Answer));
        await using var gateway = await TestGateway.StartAsync(upstream);

        var first = await gateway.SendAsync(Wire.Request("openai-chat", stream: false));
        var second = await gateway.SendAsync(Wire.Request("openai-chat", stream: false));

        Assert.Equal((Answer, Answer), (first.Text, second.Text));
        Assert.Equal(2, upstream.AcceptedConnections);
    }

    [Fact]
    public async Task A_name_with_several_addresses_is_tried_until_one_answers()
    {
        // Where the system knows localhost by IPv6 too, that address comes first, and nobody listens on it.
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, Answer));
        await using var gateway = await TestGateway.StartAsync(
            $$"""
            providers: { named: { type: openai-compatible, base_url: "http://localhost:{{upstream.EndPoint.Port}}/v1" } }
            routes: [ { model: "*", candidates: [ { provider: named } ] } ]
            """);

        Assert.Equal(Answer, (await gateway.SendAsync(Wire.Request("openai-chat", stream: false))).Text);
    }

    [Theory]
    [InlineData("127.0.0.1", "its certificate is not trusted (UntrustedRoot)")]
    [InlineData("other.example", "its certificate is for another name")]
    public async Task A_certificate_that_is_refused_is_said_to_be_so(string name, string reason)
    {
        using var certificate = TestCertificate.Create(name);
        await using var upstream = ScriptedUpstream.StartTls(certificate);
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request("openai-chat"));

        Assert.Equal($"Provider 'mock' could not be reached: {reason}.", StreamChecks.IsErrorAnswer("openai-chat", answer, 502).GetProperty("message").GetString());
        Assert.Empty(upstream.Requests);
    }
}
