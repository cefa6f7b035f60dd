using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Section 3.6, heartbeats: only in silence, only between events, in the form that is safe for the dialect, and without any effect on clocks.</summary>
public sealed class HeartbeatsTests
{
    const string Ping = "event: ping\ndata: {\"type\": \"ping\"}\n\n";
    const string Comment = ": keep-alive\n\n";

    static string Beat(string dialect) => dialect == "anthropic-messages" ? Ping : Comment;

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_55_silence_brings_the_dialects_heartbeat_at_each_interval(string dialect)
    {
        var time = new ManualTimeProvider();
        var silence = new StepGate();
        await using var upstream = ScriptedUpstream.Start();
        var before = Wire.Prologue(dialect) + Wire.Content(dialect, "a");
        var after = Wire.Content(dialect, "b", 2) + Wire.Epilogue(dialect);
        upstream.Respond(script => script.EventStream().Write(before).WaitFor(silence).Write(after).End());
        await using var gateway = await TestGateway.StartAsync(upstream, time: time);

        await using var client = await gateway.OpenAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));
        await ReceivedAsync(client, before.Length);
        for (var beats = 1; beats <= 6; beats++)
        {
            var last = time.Elapsed;
            await time.ReachesAsync(last + TimeSpan.FromSeconds(15), ReceivedAsync(client, before.Length + beats * Beat(dialect).Length));
        }

        silence.Release();
        var answer = await client.ReadToEndAsync();

        Assert.Equal(before + string.Concat(Enumerable.Repeat(Beat(dialect), 6)) + after, answer.Text);
        Assert.DoesNotContain(answer.Events, e => e.Id is not null || e.Retry is not null);
        Assert.Equal(StreamEnding.Complete, answer.Ending);
        var line = await gateway.ExchangeAsync();
        Assert.Equal(6, line.GetProperty("heartbeats").GetInt32());
        Assert.Equal("completed", line.GetProperty("ending").GetString());
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_56_a_heartbeat_waits_for_the_end_of_a_split_event(string dialect)
    {
        var time = new ManualTimeProvider();
        var (rest, end) = (new StepGate(), new StepGate());
        var before = Wire.Prologue(dialect) + Wire.Content(dialect, "a");
        var split = Wire.Content(dialect, "split", 2);
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(before).Write(split[..30]).WaitFor(rest).Write(split[30..]).WaitFor(end)
            .Write(Wire.Epilogue(dialect)).End());
        await using var gateway = await TestGateway.StartAsync(upstream, time: time);

        await using var client = await gateway.OpenAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));
        await ReceivedAsync(client, before.Length);
        await rest.ReachedAsync();
        await time.PassAsync(TimeSpan.FromSeconds(60));
        rest.Release();
        await ReceivedAsync(client, before.Length + split.Length);
        await time.ReachesAsync(time.Elapsed + TimeSpan.FromSeconds(15), ReceivedAsync(client, before.Length + split.Length + Beat(dialect).Length));
        end.Release();

        Assert.Equal(before + split + Beat(dialect) + Wire.Epilogue(dialect), (await client.ReadToEndAsync()).Text);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_57_a_busy_stream_has_no_heartbeats(string dialect)
    {
        var time = new ManualTimeProvider();
        await using var upstream = ScriptedUpstream.Start(time);
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Repeat(400, TimeSpan.FromMilliseconds(50), i => Wire.Content(dialect, "e", i))
            .Write(Wire.Epilogue(dialect)).End());
        await using var gateway = await TestGateway.StartAsync(upstream, "heartbeat: { interval: 5s, commit_after: 1s }", time);

        await using var client = await gateway.OpenAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));
        var prologue = Wire.Prologue(dialect).Split("\n\n").Length - 1;
        for (var i = 1; i < 400; i++)
        {
            await client.ReadEventsAsync(prologue + i);
            await time.WaitForTimersAsync(2);
            time.Advance(TimeSpan.FromMilliseconds(50));
        }

        var answer = await client.ReadToEndAsync();
        Assert.Empty(answer.Comments);
        Assert.DoesNotContain(answer.Events, e => e.Name == "ping");
        Assert.Equal(0, (await gateway.ExchangeAsync()).GetProperty("heartbeats").GetInt32());
    }

    [Fact]
    public async Task Case_59_a_data_heartbeat_is_a_chunk_with_one_empty_choice()
    {
        var time = new ManualTimeProvider();
        var silence = new StepGate();
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue("openai-chat")).Write(Wire.Content("openai-chat", "a")).WaitFor(silence)
            .Write(Wire.Epilogue("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(upstream, "heartbeat: { form: data }", time);

        await using var client = await gateway.OpenAsync(Wire.Chat());
        await client.ReadEventsAsync(2);
        await time.ReachesAsync(TimeSpan.FromSeconds(15), client.ReadEventsAsync(3));
        silence.Release();
        var answer = await client.ReadToEndAsync();

        Assert.Empty(answer.Comments);
        var beat = answer.Events[2].Json();
        var choice = Assert.Single(beat.GetProperty("choices").EnumerateArray());
        Assert.Equal("chat.completion.chunk", beat.GetProperty("object").GetString());
        Assert.Empty(choice.GetProperty("delta").EnumerateObject());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, choice.GetProperty("finish_reason").ValueKind);
        Assert.Equal(0, choice.GetProperty("index").GetInt32());
        Assert.Equal(1, (await gateway.ExchangeAsync()).GetProperty("heartbeats").GetInt32());
    }

    [Theory, InlineData("application/x-ndjson", "{\"message\":{\"content\":\"a\"},\"done\":false}\n"), InlineData("application/json", "{\"id\":1,")]
    public async Task Case_60_json_lines_and_whole_answers_have_no_heartbeats(string type, string first)
    {
        var time = new ManualTimeProvider();
        var silence = new StepGate();
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Head(200, ("content-type", type)).Write(first).WaitFor(silence).Write("\"done\":true}\n").End());
        await using var gateway = await TestGateway.StartAsync(upstream, time: time);

        await using var client = await gateway.OpenAsync(RawRequest.Post("/p/mock/api/chat", """{"model":"m","stream":true}"""));
        await ReceivedAsync(client, first.Length);
        await time.PassAsync(TimeSpan.FromSeconds(100));
        silence.Release();
        var answer = await client.ReadToEndAsync();

        Assert.Equal(first + "\"done\":true}\n", answer.Text);
        Assert.Equal(0, (await gateway.ExchangeAsync()).GetProperty("heartbeats").GetInt32());
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_61_early_commit_sends_heartbeats_and_turns_a_late_429_into_an_error_event(string dialect)
    {
        var time = new ManualTimeProvider();
        var late = new StepGate();
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.WaitFor(late).Json(429, """{"error":{"message":"slow down","type":"rate_limit_error","code":"rate_limit_exceeded"}}""", ("retry-after", "7")));
        await using var gateway = await TestGateway.StartAsync(upstream, "heartbeat: { interval: 15s, commit_after: 15s }", time);

        await using var client = await gateway.OpenAsync(Wire.Request(dialect));
        await upstream.WaitForRequestAsync();
        await time.ReachesAsync(TimeSpan.FromSeconds(15), ReceivedAsync(client, Beat(dialect).Length));
        Assert.Equal(200, client.Response!.Status);
        await time.ReachesAsync(TimeSpan.FromSeconds(30), ReceivedAsync(client, 2 * Beat(dialect).Length));
        late.Release();
        var answer = await client.ReadToEndAsync();

        var error = StreamChecks.EndsInError(dialect, answer);
        Assert.Equal("rate_limit_exceeded", error.GetProperty("code").GetString());
        Assert.Equal("slow down", error.GetProperty("message").GetString());
        if (dialect == "openai-responses")
            Assert.Equal(0, error.GetProperty("sequence_number").GetInt64());
        Assert.StartsWith(Beat(dialect) + Beat(dialect), answer.Text, StringComparison.Ordinal);
        var line = await gateway.ExchangeAsync();
        StreamChecks.Ended(line, "upstream_error", "upstream");
        Assert.Equal(200, line.GetProperty("status").GetInt32());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, line.GetProperty("ttft_ms").ValueKind);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_61_without_early_commit_a_late_429_is_a_429(string dialect)
    {
        var time = new ManualTimeProvider();
        var late = new StepGate();
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.WaitFor(late).Json(429, """{"error":{"message":"slow down","type":"rate_limit_error","code":"rate_limit_exceeded"}}""", ("retry-after", "7")));
        await using var gateway = await TestGateway.StartAsync(upstream, "heartbeat: { interval: off }", time);

        await using var client = await gateway.OpenAsync(Wire.Request(dialect));
        await upstream.WaitForRequestAsync();
        await time.PassAsync(TimeSpan.FromSeconds(40));
        late.Release();
        var answer = await client.ReadToEndAsync();

        Assert.Equal("rate_limit_exceeded", StreamChecks.IsErrorAnswer(dialect, answer, 429).GetProperty("code").GetString());
        Assert.Equal("7", answer.Headers["retry-after"]);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Fallback_stays_open_after_a_heartbeat_has_committed_200(string dialect)
    {
        var time = new ManualTimeProvider();
        await using var first = ScriptedUpstream.Start();
        await using var second = ScriptedUpstream.Start();
        first.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Stall());
        second.Respond(script => script.EventStream().Write(Wire.Stream(dialect)).End());
        await using var gateway = await TestGateway.StartAsync(first, second, "heartbeat: { interval: 12s }\ntimeouts: { first_token: 25s }", time);

        await using var client = await gateway.OpenAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));
        await (await first.WaitForRequestAsync()).WaitForWritesAsync(1);
        // 200 is committed at 10 s, a heartbeat follows after 12 s of silence, and the attempt is over at 25 s.
        await time.ReachesAsync(TimeSpan.FromSeconds(10), client.ReadHeadAsync());
        await time.ReachesAsync(time.Elapsed + TimeSpan.FromSeconds(12), ReceivedAsync(client, Beat(dialect).Length));
        var answer = client.ReadToEndAsync();
        await time.StepUntilAsync(answer, "the second upstream's answer did not come");

        // A busy machine may take so long to reach the second upstream that further heartbeats fall due.
        Assert.StartsWith(Beat(dialect), (await answer).Text, StringComparison.Ordinal);
        Assert.Equal(Wire.Stream(dialect), (await answer).Text.Replace(Beat(dialect), "", StringComparison.Ordinal));
        Assert.Equal(StreamEnding.Complete, (await answer).Ending);
        var line = await gateway.ExchangeAsync();
        Assert.Equal(2, line.GetProperty("attempts").GetInt32());
        // Status and headers were the first bytes; the first token came with the second upstream's content.
        Assert.InRange(line.GetProperty("ttfb_ms").GetDouble(), 9_000, 15_000);
        Assert.InRange(line.GetProperty("ttft_ms").GetDouble(), 24_000, 31_000);
    }

    [Fact]
    public async Task Many_slow_attempts_at_once_all_fall_back()
    {
        const int Streams = 60;
        var time = new ManualTimeProvider();
        await using var first = ScriptedUpstream.Start();
        await using var second = ScriptedUpstream.Start();
        first.Respond(script => script.EventStream().Write(Wire.Prologue("openai-chat")).Stall());
        second.Respond(script => script.EventStream().Write(Wire.Stream("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(first, second, "heartbeat: { interval: off }\ntimeouts: { first_token: 25s }", time);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        var streams = Enumerable.Range(0, Streams).Select(async _ =>
        {
            using var request = new StringContent("""{"model":"m","stream":true,"messages":[],"stream_options":{"include_usage":true}}""", System.Text.Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri(gateway.Address, "/v1/chat/completions"), request);
            return await answer.Content.ReadAsStringAsync();
        }).ToArray();
        await first.WaitForRequestAsync(Streams);
        time.Advance(TimeSpan.FromSeconds(24));
        await time.StepUntilAsync(Task.WhenAll(streams), "the second upstream's answers did not come");

        Assert.All(await Task.WhenAll(streams), text => Assert.Equal(Wire.Stream("openai-chat"), text));
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Heartbeats_do_not_move_the_upstreams_idle_limit(string dialect)
    {
        var time = new ManualTimeProvider();
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Write(Wire.Content(dialect, "a")).Stall());
        await using var gateway = await TestGateway.StartAsync(upstream, "timeouts: { idle: 40s }", time);

        var before = Wire.Prologue(dialect).Length + Wire.Content(dialect, "a").Length;
        await using var client = await gateway.OpenAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));
        await ReceivedAsync(client, before);
        await time.ReachesAsync(TimeSpan.FromSeconds(15), ReceivedAsync(client, before + Beat(dialect).Length));
        await time.ReachesAsync(time.Elapsed + TimeSpan.FromSeconds(15), ReceivedAsync(client, before + 2 * Beat(dialect).Length));
        var answer = client.ReadToEndAsync();
        await time.ReachesAsync(TimeSpan.FromSeconds(40), answer);

        Assert.Equal("idle_timeout", StreamChecks.EndsInError(dialect, await answer).GetProperty("code").GetString());
        Assert.Equal(2, (await gateway.ExchangeAsync()).GetProperty("heartbeats").GetInt32());
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task With_commit_after_zero_headers_go_as_soon_as_the_upstreams_are_there(string dialect)
    {
        var time = new ManualTimeProvider();
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Stall());
        await using var gateway = await TestGateway.StartAsync(upstream, "heartbeat: { commit_after: 0s }", time);

        await using var client = await gateway.OpenAsync(Wire.Request(dialect));
        var head = await client.ReadHeadAsync();

        Assert.Equal(200, head.Status);
        Assert.Equal("text/event-stream; charset=utf-8", head.Headers["content-type"]);
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
    }

    /// <summary>Waits until that many bytes of the body have arrived.</summary>
    static async Task ReceivedAsync(RawClient client, int bytes)
    {
        await client.ReadHeadAsync();
        await client.Response!.Stream.WaitForLengthAsync(bytes);
        Assert.True(client.Response.Stream.Length >= bytes, client.Response.ToString());
    }
}
