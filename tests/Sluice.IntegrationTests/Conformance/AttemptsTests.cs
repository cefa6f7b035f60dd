using System.Text;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>The rows of the failure table, one by one: what falls back unseen, what is the client's own, what is tried again.</summary>
public sealed class AttemptsTests
{
    static readonly byte[] NotGzip = [0x1f, 0x8b, 0x08, 0x00, 1, 2, 3, 4, 5, 6, 7, 8];

    /// <summary>Failures that the next candidate takes over, by name.</summary>
    static readonly Dictionary<string, Action<ResponseScript, string>> FallingBack = new()
    {
        ["closed before the response"] = (script, _) => script.Fin(),
        ["reset before the response"] = (script, _) => script.Reset(),
        ["reset after the headers"] = (script, _) => script.EventStream().Reset(),
        ["not HTTP"] = (script, _) => script.Raw("SSH-2.0-OpenSSH_9.2\r\n").Fin(),
        ["error event first"] = (script, dialect) => script.EventStream().Write(Wire.Prologue(dialect)).Write(ErrorShapes.Native(dialect, "no", "server_error")).End(),
        ["error body under 200"] = (script, _) => script.Json(200, """{"error":{"message":"no","type":"server_error"}}"""),
        ["empty stream"] = (script, _) => script.EventStream().End(),
        ["comments only"] = (script, _) => script.EventStream().Comment().Comment().End(),
        ["prologue only"] = (script, dialect) => script.EventStream().Write(Wire.Prologue(dialect)).End(),
        ["terminator only"] = (script, _) => script.EventStream().Write("data: [DONE]\n\n").End(),
        ["empty body"] = (script, _) => script.Head(200, ("content-type", "text/event-stream")).ContentLength(0).End(),
        ["a web page"] = (script, _) => script.Whole(200, "text/html", "<html>welcome</html>"u8.ToArray()),
        ["not what it is coded as"] = (script, _) => script.Head(200, ("content-type", "text/event-stream"), ("content-encoding", "gzip")).Write(NotGzip).End(),
        ["an unknown coding"] = (script, _) => script.Head(200, ("content-type", "text/event-stream"), ("content-encoding", "rot13")).Write("qngn: {}\n\n").End(),
        ["a redirect"] = (script, _) => script.Head(307, ("location", "http://127.0.0.1:1/v1/chat/completions")).ContentLength(0).End(),
    };

    static readonly int[] FallingBackStatuses = [401, 402, 403, 408, 409, 425, 429, 500, 502, 503, 504, 529, 599, 301];
    static readonly int[] OwnStatuses = [400, 404, 405, 413, 415, 422];

    public static TheoryData<string, string> DialectsAndFailures { get; } = Crossed.With(FallingBack.Keys);

    public static TheoryData<string, int> DialectsAndFallingBackStatuses { get; } = Crossed.With(FallingBackStatuses);

    public static TheoryData<string, int> DialectsAndOwnStatuses { get; } = Crossed.With(OwnStatuses);

    public static TheoryData<string> Failures { get; } = [.. FallingBack.Keys];

    [Theory, MemberData(nameof(DialectsAndFailures))]
    public Task A_failure_before_content_falls_back_unseen(string dialect, string failure) =>
        FallsBackAsync(dialect, script => FallingBack[failure](script, dialect));

    [Theory, MemberData(nameof(DialectsAndFallingBackStatuses))]
    public Task A_status_that_is_the_candidates_falls_back_unseen(string dialect, int status) =>
        FallsBackAsync(dialect, script => script.Json(status, """{"error":{"message":"no","type":"t"}}"""));

    [Theory, MemberData(nameof(DialectsAndOwnStatuses))]
    public async Task A_status_that_is_the_clients_own_is_not_tried_elsewhere(string dialect, int status)
    {
        await using var first = ScriptedUpstream.Start();
        await using var second = ScriptedUpstream.Start();
        first.Respond(script => script.Json(status, """{"error":{"message":"yours","type":"t","param":"messages"}}"""));
        await using var gateway = await TestGateway.StartAsync(first, second);

        var answer = await gateway.SendAsync(Wire.Request(dialect));

        Assert.Equal("yours", StreamChecks.IsErrorAnswer(dialect, answer, status).GetProperty("message").GetString());
        Assert.Empty(second.Requests);
        Assert.Single(first.Requests);
        Assert.Equal(1, (await gateway.ExchangeAsync()).GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task A_closed_port_falls_back_unseen()
    {
        var closed = await ClosedPortAsync();
        await using var second = ScriptedUpstream.Start();
        second.Respond(script => script.EventStream().Write(Wire.Stream("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(
            $$"""
            providers:
              closed: { type: openai-compatible, base_url: "{{closed}}" }
              nowhere: { type: openai-compatible, base_url: "http://nowhere.invalid/v1" }
              second: { type: openai-compatible, base_url: "{{second.BaseAddress}}" }
            routes: [ { model: "*", candidates: [ { provider: closed }, { provider: nowhere }, { provider: second } ] } ]
            """);

        var answer = await gateway.SendAsync(Wire.Chat());

        Assert.Equal(Wire.Stream("openai-chat"), answer.Text);
        var line = await gateway.ExchangeAsync();
        Assert.Equal(3, line.GetProperty("attempts").GetInt32());
        Assert.Equal("second", line.GetProperty("provider").GetString());
        Assert.Contains("sluice_attempts_total{gen_ai_provider_name=\"closed\",outcome=\"connect_failed\"} 1", await gateway.MetricsAsync(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Failures))]
    public async Task Without_another_candidate_a_failure_is_an_error_answer_and_not_success(string failure)
    {
        foreach (var dialect in Crossed.Dialects)
        {
            await using var upstream = ScriptedUpstream.Start();
            upstream.Respond(script => FallingBack[failure](script, dialect));
            await using var gateway = await TestGateway.StartAsync(upstream);

            var answer = await gateway.SendAsync(Wire.Request(dialect));

            Assert.InRange(answer.Status, 500, 599);
            StreamChecks.IsErrorAnswer(dialect, answer, answer.Status);
            Assert.Single(upstream.Requests);
            Assert.Equal("upstream", (await gateway.ExchangeAsync()).GetProperty("hop").GetString());
        }
    }

    [Fact]
    public async Task A_503_is_asked_again_where_nobody_else_is()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.Json(503, "{}"));
        upstream.Respond(script => script.EventStream().Write(Wire.Stream("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Chat());

        Assert.Equal(Wire.Stream("openai-chat"), answer.Text);
        var line = await gateway.ExchangeAsync();
        Assert.Equal(2, line.GetProperty("attempts").GetInt32());
        StreamChecks.Ended(line, "completed", null);
        Assert.Equal(upstream.Requests[0].BodyText, upstream.Requests[1].BodyText);
    }

    [Fact]
    public async Task A_503_is_asked_again_once()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(503, "{}", ("retry-after", "12")));
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Chat());

        StreamChecks.IsErrorAnswer("openai-chat", answer, 503);
        Assert.Equal("12", answer.Headers["retry-after"]);
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task A_500_is_not_asked_again()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(500, "{}"));
        await using var gateway = await TestGateway.StartAsync(upstream);

        await gateway.SendAsync(Wire.Chat());

        Assert.Single(upstream.Requests);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task The_last_failures_status_and_headers_reach_the_client(string dialect)
    {
        await using var first = ScriptedUpstream.Start();
        await using var second = ScriptedUpstream.Start();
        first.Respond(script => script.Json(500, """{"error":{"message":"first","type":"t"}}""", ("retry-after", "99")));
        second.Respond(script => script.Json(429, """{"error":{"message":"second","type":"rate_limit_error"}}""",
            ("retry-after", "7"), ("x-ratelimit-remaining-requests", "0"), ("anthropic-ratelimit-requests-remaining", "0"), ("x-request-id", "up-2")));
        await using var gateway = await TestGateway.StartAsync(first, second);

        var answer = await gateway.SendAsync(Wire.Request(dialect));

        Assert.Equal("second", StreamChecks.IsErrorAnswer(dialect, answer, 429).GetProperty("message").GetString());
        Assert.Equal("7", Assert.Single(answer.Headers.All("retry-after")));
        Assert.Equal("0", answer.Headers["x-ratelimit-remaining-requests"]);
        Assert.Equal("0", answer.Headers["anthropic-ratelimit-requests-remaining"]);
        Assert.Equal("up-2", answer.Headers["x-request-id"]);
        var line = await gateway.ExchangeAsync();
        Assert.Equal("second", line.GetProperty("provider").GetString());
        Assert.Equal(429, line.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Each_attempt_sends_the_clients_bytes_with_its_own_model()
    {
        await using var first = ScriptedUpstream.Start();
        await using var second = ScriptedUpstream.Start();
        first.Respond(script => script.Json(500, "{}"));
        second.Respond(script => script.EventStream().Write(Wire.Stream("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(
            $$"""
            providers:
              first: { type: openai-compatible, base_url: "{{first.BaseAddress}}" }
              second: { type: openai-compatible, base_url: "{{second.BaseAddress}}" }
            routes: [ { model: fast, candidates: [ { provider: first, model: "a/b-70b" }, { provider: second } ] } ]
            """);
        const string Body = """{ "n":1.0,"model" : "fast", "stream":true,"stream_options":{"include_usage":true},"x":{"model":"kept"},"seed":12345678901234567890}""";

        await gateway.SendAsync(RawRequest.Post("/v1/chat/completions", Body));

        Assert.Equal(Body.Replace("\"fast\"", "\"a/b-70b\"", StringComparison.Ordinal), first.Requests[0].BodyText);
        Assert.Equal(Body, second.Requests[0].BodyText);
        Assert.Equal(Encoding.UTF8.GetByteCount(first.Requests[0].BodyText).ToString(System.Globalization.CultureInfo.InvariantCulture), first.Requests[0].Headers["content-length"]);
    }

    static async Task FallsBackAsync(string dialect, Action<ResponseScript> failure)
    {
        await using var first = ScriptedUpstream.Start();
        await using var second = ScriptedUpstream.Start();
        first.Respond(failure);
        second.Respond(script => script.EventStream().Write(Wire.Stream(dialect)).End());
        await using var gateway = await TestGateway.StartAsync(first, second);

        var answer = await gateway.SendAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));

        Assert.Equal(200, answer.Status);
        Assert.Equal(Wire.Stream(dialect), answer.Text);
        Assert.Equal(StreamEnding.Complete, answer.Ending);
        Assert.Single(first.Requests);
        var line = await gateway.ExchangeAsync();
        StreamChecks.Ended(line, "completed", null);
        Assert.Equal(2, line.GetProperty("attempts").GetInt32());
        Assert.Equal("second", line.GetProperty("provider").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, line.GetProperty("error").ValueKind);
        Assert.Equal(5, line.GetProperty("output_tokens").GetInt64());
    }

    static async Task<Uri> ClosedPortAsync()
    {
        await using var gone = ScriptedUpstream.Start();
        return gone.BaseAddress;
    }
}
