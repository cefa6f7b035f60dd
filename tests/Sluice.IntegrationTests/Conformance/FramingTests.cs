using System.Text;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Section 3.1: bytes arrive as they were sent.</summary>
/// <remarks>Case 13 (Bedrock event streams) waits for that dialect. Cases 6, 8, 9 and 11 are also golden folders, cut everywhere.</remarks>
public sealed class FramingTests
{
    public static TheoryData<string, string, string> LineEnds { get; } = Crossings();

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_1_two_hundred_events_arrive_in_order_and_byte_identical(string dialect)
    {
        await using var upstream = ScriptedUpstream.Start();
        var events = Enumerable.Range(0, 200).Select(i => Wire.Content(dialect, $"e{i} ", i)).ToArray();
        upstream.Respond(script =>
        {
            script.EventStream().Write(Wire.Prologue(dialect));
            foreach (var e in events)
                script.Write(e);
            script.Write(Wire.Epilogue(dialect)).End();
        });
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));

        Assert.Equal(Wire.Prologue(dialect) + string.Concat(events) + Wire.Epilogue(dialect), answer.Text);
        Assert.Equal(StreamEnding.Complete, answer.Ending);
        var line = await gateway.ExchangeAsync();
        Assert.Equal("completed", line.GetProperty("ending").GetString());
        Assert.Equal("passthrough", line.GetProperty("mode").GetString());
        Assert.Equal(Encoding.UTF8.GetByteCount(answer.Text), line.GetProperty("bytes_out").GetInt64());
        Assert.Equal(answer.Events.Count, line.GetProperty("events").GetInt64());
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_1_each_event_arrives_before_the_next_one_is_sent(string dialect)
    {
        await using var upstream = ScriptedUpstream.Start();
        var gate = new StepGate();
        upstream.Respond(script =>
        {
            script.EventStream().Write(Wire.Prologue(dialect));
            for (var i = 1; i <= 20; i++)
                script.Write(Wire.Content(dialect, $"e{i}", i)).WaitFor(gate);
            script.Write(Wire.Epilogue(dialect)).End();
        });
        await using var gateway = await TestGateway.StartAsync(upstream);
        await using var client = await gateway.OpenAsync(Wire.Request(dialect));

        for (var i = 1; i <= 20; i++)
        {
            // Nothing but the event itself can let the next one out.
            while (await client.ReadEventAsync() is { } e && !e.Data!.Contains($"\"e{i}\"", StringComparison.Ordinal))
                Assert.DoesNotContain($"\"e{i + 1}\"", e.Data!, StringComparison.Ordinal);
            gate.Release();
        }

        Assert.Equal(StreamEnding.Complete, (await client.ReadToEndAsync()).Ending);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_2_one_byte_per_write_keeps_every_byte(string dialect)
    {
        var body = Wire.Prologue(dialect) + Wire.Content(dialect, "é 漢 \U0001F600 \\ud83d\\ude00 {\\\"a\\\":") + Wire.Epilogue(dialect);
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().WriteByteByByte(body).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));

        Assert.Equal(body, answer.Text);
        Assert.DoesNotContain('\uFFFD', answer.Text);
    }

    [Theory, MemberData(nameof(LineEnds))]
    public async Task Case_4_any_line_end_is_understood_and_kept(string dialect, string ending, string name)
    {
        var plain = Wire.Stream(dialect);
        var random = new Random(4);
        var body = string.Concat(plain.Select(c => c != '\n' ? c.ToString() : ending.Length > 0 ? ending : new[] { "\n", "\r\n", "\r" }[random.Next(3)]));
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.EventStream().Write(body).End());
        upstream.RespondOnce(script => script.EventStream().WriteByteByByte(body).End());
        await using var gateway = await TestGateway.StartAsync(upstream);
        for (var i = 1; i <= 2; i++)
        {
            var answer = await gateway.SendAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));

            // A terminal event that ends with CR is complete: an LF in a later read is not waited for.
            Assert.True(body == answer.Text || body == answer.Text + "\n", $"{name}: {answer.Text}");
            var line = await gateway.ExchangeAsync(i);
            Assert.Equal(("completed", 10, 5), (line.GetProperty("ending").GetString(), line.GetProperty("input_tokens").GetInt32(), line.GetProperty("output_tokens").GetInt32()));
        }
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_5_a_leading_byte_order_mark_hides_nothing(string dialect)
    {
        var body = "\uFEFF" + Wire.Stream(dialect);
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(body).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));

        Assert.Equal(body, answer.Text);
        Assert.DoesNotContain(answer.Events, e => e.Data!.Contains('\uFEFF', StringComparison.Ordinal));
        Assert.Equal(Wire.Stream(dialect).Split("\n\n").Length - 1, answer.Events.Count);
        Assert.Equal(5, (await gateway.ExchangeAsync()).GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Case_6_data_spelled_in_every_legal_way_means_the_same()
    {
        var body = "data:" + Wire.Chunk("""{"content":"a"}""")[6..] + "data:  " + Wire.Chunk("""{"content":"b"}""")[6..]
            + Wire.Chunk("""{"content":"c"}""").Replace("\"choices\"", "\ndata: \"choices\"", StringComparison.Ordinal)
            + Wire.Chunk("{}", "\"stop\"") + "data:[DONE] \n\n";
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(body).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Chat());

        Assert.Equal(["a", "b", "c"], answer.Events.Take(3).Select(e => e.Json().GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString()));
        Assert.EndsWith("\n\ndata: [DONE]\n\n", answer.Text, StringComparison.Ordinal);
        Assert.Equal(3, (await gateway.ExchangeAsync()).GetProperty("output_tokens").GetInt32());
    }

    [Theory]
    [InlineData("openai-chat")]
    [InlineData("openai-responses")]
    public async Task Case_8_ids_and_retries_never_reach_openai_clients(string dialect)
    {
        var events = Wire.Stream(dialect).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var body = ": hello\n\nretry: 3000\n\n\n\n" + string.Concat(events.Select((e, i) => $"id: {i}\n{e}\nretry: {i}\n\nid: x\n\n: c\n\n"));
        foreach (var asks in new[] { true, false })
        {
            await using var upstream = ScriptedUpstream.Start();
            upstream.RespondOnce(script => script.EventStream().Write(body).End());
            upstream.RespondOnce(script => script.EventStream().WriteByteByByte(body).End());
            await using var gateway = await TestGateway.StartAsync(upstream);
            for (var i = 1; i <= 2; i++)
            {
                var answer = await gateway.SendAsync(asks && dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));

                Assert.DoesNotContain(answer.Stream.Blocks, b => b.Id is not null || b.Retry is not null);
                var kept = events.Where(e => asks || !e.Contains("\"usage\"", StringComparison.Ordinal) || dialect != "openai-chat").ToArray();
                Assert.Equal(kept.Select(e => e[(e.IndexOf("data: ", StringComparison.Ordinal) + 6)..]), answer.Events.Select(e => e.Data));
                Assert.Equal("hello", answer.Comments[0].Text);
                var line = await gateway.ExchangeAsync(i);
                Assert.Equal(("completed", "filtered"), (line.GetProperty("ending").GetString(), line.GetProperty("mode").GetString()));
            }
        }
    }

    [Fact]
    public async Task Case_8_anthropic_clients_get_what_was_sent()
    {
        var body = "retry: 3000\n\n" + Wire.Stream("anthropic-messages").Replace("event: content_block_delta", "id: 4\nevent: content_block_delta", StringComparison.Ordinal);
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(body).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        Assert.Equal(body, (await gateway.SendAsync(Wire.Request("anthropic-messages"))).Text);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_9_unknown_events_and_members_pass(string dialect)
    {
        var body = Wire.Prologue(dialect) + "event: brand.new\ndata: {\"type\":\"brand.new\",\"x\":[1.0]}\n\n"
            + Wire.Content(dialect, "a").Replace("{\"", "{\"unknown\":{\"deep\":[null]},\"", StringComparison.Ordinal) + Wire.Epilogue(dialect);
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(body).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        Assert.Equal(body, (await gateway.SendAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect))).Text);
        Assert.Equal("completed", (await gateway.ExchangeAsync()).GetProperty("ending").GetString());
    }

    [Theory]
    [InlineData("openai-chat", 100 << 10)]
    [InlineData("openai-chat", 1 << 20)]
    [InlineData("openai-chat", 9 << 20)]
    [InlineData("openai-responses", 9 << 20)]
    [InlineData("anthropic-messages", 9 << 20)]
    public async Task Case_10_a_large_event_passes_below_the_limit(string dialect, int size)
    {
        var body = Wire.Prologue(dialect) + Wire.Content(dialect, new string('x', size)) + Wire.Content(dialect, "after", 2) + Wire.Epilogue(dialect);
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(body).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));

        Assert.True(body == answer.Text, $"{answer.Text.Length} characters came of {body.Length}");
        Assert.Equal(5, (await gateway.ExchangeAsync()).GetProperty("output_tokens").GetInt32());
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_10_an_event_above_the_limit_ends_in_an_error_event(string dialect)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect) + Wire.Content(dialect, "a")).Write(Wire.Content(dialect, new string('x', 1 << 20))).Stall());
        await using var gateway = await TestGateway.StartAsync(upstream, "limits: { event: 512KiB }");

        var answer = await gateway.SendAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));

        Assert.NotEqual(StreamEnding.Complete, answer.Ending);
        Assert.True(Wire.IsError(dialect, answer.Events[^1]), answer.Events[^1].ToString());
        Assert.Contains("event_too_large", answer.Events[^1].Data, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Events, Wire.IsTerminal);
        await upstream.WaitForOpenConnectionsAsync(0);
    }

    [Theory]
    [InlineData("data: {\"a\":1}data: {\"b\":2}\n\n")]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}\n\n")]
    [InlineData("data: <html>\n\n")]
    public async Task Case_11_malformed_events_pass_as_they_are(string malformed)
    {
        var body = Wire.Prologue("openai-chat") + Wire.Content("openai-chat", "a") + malformed + Wire.Epilogue("openai-chat");
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(body).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        Assert.Equal(body, (await gateway.SendAsync(Wire.Chat())).Text);
        Assert.Equal("completed", (await gateway.ExchangeAsync()).GetProperty("ending").GetString());
    }

    [Fact]
    public async Task Case_12_json_lines_pass_one_event_per_line_however_cut()
    {
        var lines = string.Concat(Enumerable.Range(0, 50).Select(i => $$"""{"model":"m","message":{"role":"assistant","content":"é{{i}}"},"done":false}""" + "\n"));
        var bytes = Encoding.UTF8.GetBytes(lines);
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.Head(200, ("content-type", "application/x-ndjson")).Write(bytes).End());
        upstream.RespondOnce(script => script.Head(200, ("content-type", "application/x-ndjson")).WriteByteByByte(bytes).End());
        upstream.RespondOnce(script => script.Head(200, ("content-type", "application/x-ndjson")).WriteSplit(bytes, [.. Enumerable.Repeat(100, 30)]).End());
        await using var gateway = await TestGateway.StartAsync(upstream);
        for (var i = 1; i <= 3; i++)
        {
            var answer = await gateway.SendAsync(RawRequest.Post("/p/mock/api/chat", """{"model":"m","messages":[]}"""));

            Assert.Equal(lines, answer.Text);
            Assert.Equal("application/x-ndjson", answer.Headers["content-type"]);
            Assert.Equal(50, (await gateway.ExchangeAsync(i)).GetProperty("events").GetInt64());
        }

        Assert.All(upstream.Requests, request => Assert.Equal("/api/chat", request.Target));
    }

    static TheoryData<string, string, string> Crossings()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var dialect in new[] { "openai-chat", "openai-responses", "anthropic-messages" })
        {
            data.Add(dialect, "\r\n", "CRLF");
            data.Add(dialect, "\r", "CR");
            data.Add(dialect, "", "mixed");
        }

        return data;
    }
}
