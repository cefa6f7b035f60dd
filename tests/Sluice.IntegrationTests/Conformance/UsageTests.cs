using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Section 3.7: usage is read on every way a stream can end, and who counted it is said.</summary>
/// <remarks>The spellings of case 65 and the terminals of case 68 are also golden folders, cut everywhere.</remarks>
public sealed class UsageTests
{
    [Fact]
    public async Task Case_65_usage_that_the_client_did_not_ask_for_is_absorbed()
    {
        await using var upstream = Reporting();
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request("openai-chat"));

        Assert.True(upstream.Requests[0].Json().GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        Assert.DoesNotContain("usage", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Events, e => e.Data!.Contains("\"choices\":[]", StringComparison.Ordinal));
        Assert.Equal("[DONE]", answer.Events[^1].Data);
        await LineAsync(gateway, 10, 5, "provider");
    }

    [Fact]
    public async Task Case_65_usage_that_it_asked_for_comes_once_before_the_end()
    {
        await using var upstream = Reporting();
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Chat());

        var reporting = Assert.Single(answer.Events, e => e.Data!.Contains("\"prompt_tokens\"", StringComparison.Ordinal));
        Assert.Same(answer.Events[^2], reporting);
        Assert.Equal(0, reporting.Json().GetProperty("choices").GetArrayLength());
        Assert.Contains("\"usage\":null", answer.Text, StringComparison.Ordinal);
        await LineAsync(gateway, 10, 5, "provider");
    }

    [Fact]
    public async Task Case_65_a_provider_that_takes_no_such_option_is_not_asked()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Chunk("""{"content":"a"}""") + Wire.Chunk("{}", "\"stop\"") + "data: [DONE]\n\n").End());
        await using var gateway = await TestGateway.StartAsync(upstream, "", null, "request_usage: false");

        await gateway.SendAsync(Wire.Request("openai-chat"));

        Assert.Equal(Encoding.UTF8.GetString(Wire.Request("openai-chat").Body.Span), upstream.Requests[0].BodyText);
        var line = await LineAsync(gateway, null, 1, "counted");
        Assert.Equal("passthrough", line.GetProperty("mode").GetString());
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_67_a_client_that_leaves_half_way_leaves_a_counted_record(string dialect)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script =>
        {
            script.EventStream().Write(Wire.Prologue(dialect));
            for (var i = 1; i <= 10; i++)
                script.Write(Wire.Content(dialect, $"w{i}", i));
            script.Stall();
        });
        await using var gateway = await TestGateway.StartAsync(upstream);
        var client = await gateway.OpenAsync(Wire.Request(dialect));
        await client.ReadEventsAsync(dialect == "anthropic-messages" ? 12 : 11);
        await client.CloseAsync();

        var line = await LineAsync(gateway, dialect == "anthropic-messages" ? 10 : null, 10, "counted");
        Assert.Equal(("client_gone", "client"), (line.GetProperty("ending").GetString(), line.GetProperty("hop").GetString()));
        Assert.Single(gateway.Log.Split('\n'), l => l.Contains("\"event\":\"exchange\"", StringComparison.Ordinal));
        await client.DisposeAsync();
    }

    [Theory]
    [InlineData("response.completed", "completed")]
    [InlineData("response.incomplete", "completed")]
    [InlineData("response.failed", "upstream_error")]
    public async Task Case_68_usage_is_read_from_any_terminal_event(string type, string ending)
    {
        var last = Wire.Epilogue("openai-responses").Replace("response.completed", type, StringComparison.Ordinal)
            .Replace("\"error\":null", type == "response.failed" ? "\"error\":{\"code\":\"server_error\",\"message\":\"x\"}" : "\"error\":null", StringComparison.Ordinal);
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue("openai-responses") + Wire.Content("openai-responses", "a") + last).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        await gateway.SendAsync(Wire.Request("openai-responses"));

        Assert.Equal(ending, (await LineAsync(gateway, 10, 5, "provider")).GetProperty("ending").GetString());
    }

    [Fact]
    public async Task Case_68_cumulative_counters_are_not_added_up()
    {
        var delta = (int tokens, string stop) => Wire.Named("message_delta", "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":" + stop + "},\"usage\":{\"output_tokens\":" + tokens + "}}");
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue("anthropic-messages") + Wire.Content("anthropic-messages", "a")
            + delta(3, "null") + delta(7, "\"end_turn\"") + Wire.Named("message_stop", """{"type":"message_stop"}""")).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        await gateway.SendAsync(Wire.Request("anthropic-messages"));

        await LineAsync(gateway, 10, 7, "provider");
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_69_compression_does_not_blind_the_count(string dialect)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(Wire.Stream(dialect)));
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.EventStream(("content-encoding", "gzip")).WriteByteByByte(memory.ToArray()).End());
        upstream.RespondOnce(script => script.EventStream().Write(Wire.Stream(dialect)).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var packed = await gateway.SendAsync(Wire.Request(dialect));
        var plain = await gateway.SendAsync(Wire.Request(dialect));

        Assert.Equal(plain.Text, packed.Text);
        await LineAsync(gateway, 10, 5, "provider");
        await LineAsync(gateway, 10, 5, "provider", 2);
    }

    [Fact]
    public async Task Case_71_a_refused_attempt_and_its_retry_are_one_record()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.Json(503, """{"error":{"message":"busy"}}"""));
        upstream.RespondOnce(script => script.EventStream().Write(Wire.Stream("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request("openai-chat"));

        Assert.Equal((200, StreamEnding.Complete), (answer.Status, answer.Ending));
        var line = await LineAsync(gateway, 10, 5, "provider");
        Assert.Equal((2, 200, "completed"), (line.GetProperty("attempts").GetInt32(), line.GetProperty("status").GetInt32(), line.GetProperty("ending").GetString()));
        Assert.Single(gateway.Log.Split('\n'), l => l.Contains("\"event\":\"exchange\"", StringComparison.Ordinal));
        Assert.Equal(upstream.Requests[0].BodyText, upstream.Requests[1].BodyText);
    }

    [Fact]
    public async Task Case_71_a_pooled_connection_that_closes_on_reuse_costs_no_second_generation()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Stream("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(upstream);
        for (var i = 1; i <= 10; i++)
        {
            var answer = await gateway.SendAsync(Wire.Request("openai-chat"));

            Assert.Equal((200, StreamEnding.Complete), (answer.Status, answer.Ending));
            await gateway.ExchangeAsync(i);
            await upstream.Requests[^1].Answered;
            upstream.CloseIdleConnections();
        }

        // What was generated is what was asked for: nothing was sent twice.
        Assert.Equal(10, upstream.Requests.Count);
    }

    [Fact]
    public async Task Case_71_a_request_that_may_have_been_processed_is_not_sent_twice_to_the_same_place()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Reset());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request("openai-chat"));

        Assert.Equal(502, answer.Status);
        Assert.Single(upstream.Requests);
        await LineAsync(gateway, null, null, "none");
    }

    [TimedTheory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_72_times_are_kept_apart_and_heartbeats_are_no_first_token(string dialect)
    {
        await using var upstream = ScriptedUpstream.Start();
        // Headers, a prologue, silence long enough for heartbeats, content with one long gap, the end.
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Pause(TimeSpan.FromMilliseconds(500)).Write(Wire.Content(dialect, "a"))
            .Pause(TimeSpan.FromMilliseconds(30)).Write(Wire.Content(dialect, "b", 2)).Pause(TimeSpan.FromMilliseconds(250)).Write(Wire.Content(dialect, "c", 3)).Write(Wire.Epilogue(dialect)).End());
        await using var gateway = await TestGateway.StartAsync(upstream, "heartbeat: { interval: 100ms, commit_after: 0s }");

        var answer = await gateway.SendAsync(Wire.Request(dialect));

        var line = await gateway.ExchangeAsync();
        var (ttfb, ttft, gap, duration) = (line.GetProperty("ttfb_ms").GetDouble(), line.GetProperty("ttft_ms").GetDouble(), line.GetProperty("max_gap_ms").GetDouble(), line.GetProperty("duration_ms").GetDouble());
        Assert.True(line.GetProperty("heartbeats").GetInt32() >= 1, line.ToString());
        Assert.True(ttfb < 450, line.ToString());
        Assert.True(ttft >= 495, line.ToString());
        Assert.InRange(gap, 245, duration - ttft);
        Assert.True(duration >= ttft + 275, line.ToString());
        Assert.True(answer.TimeToFirstByte < TimeSpan.FromMilliseconds(450));
        Assert.Equal(3, answer.Events.Count(e => e.Data!.Contains("\"a\"", StringComparison.Ordinal) || e.Data.Contains("\"b\"", StringComparison.Ordinal) || e.Data.Contains("\"c\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Whole_answers_and_token_counts_are_read_too()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.Json(200, """{"object":"list","data":[{"embedding":[0.1]}],"usage":{"prompt_tokens":8,"total_tokens":8}}"""));
        upstream.RespondOnce(script => script.Json(200, """{"input_tokens":2095}"""));
        upstream.RespondOnce(script => script.Json(200, """{"id":"x"}"""));
        await using var gateway = await TestGateway.StartAsync(upstream);

        await gateway.SendAsync(RawRequest.Post("/v1/embeddings", """{"model":"e","input":"x"}"""));
        await gateway.SendAsync(RawRequest.Post("/v1/messages/count_tokens", """{"model":"e","messages":[]}"""));
        await gateway.SendAsync(Wire.Request("openai-chat", stream: false));

        await LineAsync(gateway, 8, null, "provider");
        await LineAsync(gateway, 2095, null, "provider", 2);
        await LineAsync(gateway, null, null, "none", 3);
    }

    static ScriptedUpstream Reporting()
    {
        var body = Wire.Stream("openai-chat").Replace("}]}\n", "}],\"usage\":null}\n", StringComparison.Ordinal);
        Assert.Contains("\"usage\":null", body, StringComparison.Ordinal);
        var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(body).End());
        return upstream;
    }

    static async Task<JsonElement> LineAsync(TestGateway gateway, long? input, long? output, string source, int number = 1)
    {
        var line = await gateway.ExchangeAsync(number);
        Assert.Equal((input, output, source), (Number("input_tokens"), Number("output_tokens"), line.GetProperty("usage_source").GetString()));
        return line;

        long? Number(string name) => line.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt64() : null;
    }
}
