using System.Net.Sockets;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Section 3.5: a client that leaves takes its upstream with it, at once and in every phase.</summary>
[Collection(Alone.Name)]
public sealed class CancellationTests
{
    /// <summary>A tenth of a second is the promise; the rest is for machines that run other tests meanwhile.</summary>
    static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(500);

    public static TheoryData<string, string> DialectsAndWays { get; } = Crossed.With<string>(["fin", "reset"]);

    [TimedTheory, MemberData(nameof(DialectsAndWays))]
    public async Task Case_47_leaving_after_three_events_closes_the_upstream(string dialect, string way)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).RepeatForever(TimeSpan.FromMilliseconds(5), i => Wire.Content(dialect, "e", i)));
        await using var gateway = await TestGateway.StartAsync(upstream);

        await using var client = await gateway.OpenAsync(Wire.Request(dialect));
        await client.ReadEventsAsync(3);

        await LeavesAsync(gateway, upstream, client, way);
        Assert.True((await gateway.ExchangeAsync()).GetProperty("output_tokens").GetInt64() > 0);
    }

    [TimedTheory, MemberData(nameof(DialectsAndWays))]
    public async Task Case_48_leaving_before_the_upstreams_headers_closes_it(string dialect, string way)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Stall());
        await using var gateway = await TestGateway.StartAsync(upstream);

        await using var client = await gateway.OpenAsync(Wire.Request(dialect));
        await upstream.WaitForRequestAsync();

        await LeavesAsync(gateway, upstream, client, way);
    }

    [TimedTheory, MemberData(nameof(DialectsAndWays))]
    public async Task Case_48_leaving_in_silence_after_the_upstreams_headers_closes_it(string dialect, string way)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Stall());
        // Headers at once, so that the test can see that the gateway has come as far as this.
        await using var gateway = await TestGateway.StartAsync(upstream, "heartbeat: { commit_after: 0s }");

        await using var client = await gateway.OpenAsync(Wire.Request(dialect));
        await client.ReadHeadAsync();

        await LeavesAsync(gateway, upstream, client, way);
    }

    [TimedTheory, MemberData(nameof(DialectsAndWays))]
    public async Task Case_50_leaving_a_call_without_stream_closes_the_upstream(string dialect, string way)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Stall());
        await using var gateway = await TestGateway.StartAsync(upstream);

        await using var client = await gateway.OpenAsync(Wire.Request(dialect, stream: false));
        await upstream.WaitForRequestAsync();

        await LeavesAsync(gateway, upstream, client, way);
    }

    [TimedTheory, InlineData("fin"), InlineData("reset")]
    public async Task Case_50_leaving_in_the_middle_of_a_whole_answer_closes_the_upstream(string way)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Head(200, ("content-type", "application/json")).Write("{\"id\":\"c1\",").Stall());
        await using var gateway = await TestGateway.StartAsync(upstream);

        await using var client = await gateway.OpenAsync(Wire.Request("openai-chat", stream: false));
        await client.ReadHeadAsync();

        await LeavesAsync(gateway, upstream, client, way);
    }

    [TimedTheory, InlineData("fin"), InlineData("reset")]
    public async Task Leaving_while_an_error_is_read_tries_nobody_else(string way)
    {
        await using var first = ScriptedUpstream.Start();
        await using var second = ScriptedUpstream.Start();
        first.Respond(script => script.Head(503, ("content-type", "application/json")).Write("{\"error\":").Stall());
        second.Respond(script => script.EventStream().Write(Wire.Stream("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(first, second);

        await using var client = await gateway.OpenAsync(Wire.Chat());
        await (await first.WaitForRequestAsync()).WaitForWritesAsync(1);

        await LeavesAsync(gateway, first, client, way);
        Assert.Empty(second.Requests);
        Assert.Equal(1, (await gateway.ExchangeAsync()).GetProperty("attempts").GetInt32());
    }

    [TimedTheory, InlineData("fin"), InlineData("reset")]
    public async Task Leaving_during_the_second_attempt_closes_the_second_upstream(string way)
    {
        await using var first = ScriptedUpstream.Start();
        await using var second = ScriptedUpstream.Start();
        first.Respond(script => script.Json(500, "{}"));
        second.Respond(script => script.Stall());
        await using var gateway = await TestGateway.StartAsync(first, second);

        await using var client = await gateway.OpenAsync(Wire.Chat());
        await second.WaitForRequestAsync();

        await LeavesAsync(gateway, second, client, way);
        Assert.Equal(2, (await gateway.ExchangeAsync()).GetProperty("attempts").GetInt32());
    }

    [TimedTheory, InlineData("fin"), InlineData("reset")]
    public async Task Leaving_while_the_request_is_sent_reaches_no_upstream(string way)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, "{}"));
        await using var gateway = await TestGateway.StartAsync(upstream);

        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
        await socket.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n"u8.ToArray());
        // The gateway says that it reads the body: from here on it is there to notice.
        var interim = new byte[64];
        var length = await socket.ReceiveAsync(interim).Within("100 Continue");
        Assert.StartsWith("HTTP/1.1 100", System.Text.Encoding.ASCII.GetString(interim, 0, length), StringComparison.Ordinal);
        await socket.SendAsync("{\"model\":"u8.ToArray());
        if (way == "reset")
            socket.LingerState = new LingerOption(true, 0);
        socket.Close();

        StreamChecks.Ended(await gateway.ExchangeAsync(), "client_gone", "client");
        Assert.Empty(upstream.Requests);
        await StreamChecks.HoldsNothingAsync(gateway, upstream);
    }

    [Fact]
    public async Task Leaving_while_our_flush_waits_for_the_client_closes_the_upstream()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue("openai-chat")).Flood(System.Text.Encoding.UTF8.GetBytes(Wire.Content("openai-chat", new string('x', 4000)))));
        await using var gateway = await TestGateway.StartAsync(upstream);

        await using var client = await gateway.OpenAsync(Wire.Chat(), new RawClientOptions { ReceiveBuffer = 4096 });
        await client.ReadEventsAsync(2);
        client.StopReading();
        await StandsStillAsync(await upstream.WaitForRequestAsync());

        await LeavesAsync(gateway, upstream, client, "reset");
    }

    [TimedFact]
    public async Task Case_49_a_reset_http2_stream_takes_only_its_own_upstream()
    {
        const string Dialect = "openai-chat";
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(Dialect)).RepeatForever(TimeSpan.FromMilliseconds(5), i => Wire.Content(Dialect, "e", i)));
        using var tls = new TlsFiles();
        await using var gateway = await TestGateway.StartAsync(upstream, tls.Yaml);
        using var http = tls.Client();
        using var leaving = await http.SendAsync(tls.Request(gateway.Address, Wire.Chat("leaving")), HttpCompletionOption.ResponseHeadersRead);
        using var staying = await http.SendAsync(tls.Request(gateway.Address, Wire.Chat("staying")), HttpCompletionOption.ResponseHeadersRead);
        var body = await staying.Content.ReadAsStreamAsync();
        var gone = upstream.Requests.Single(r => r.BodyText.Contains("leaving", StringComparison.Ordinal));
        var kept = upstream.Requests.Single(r => r.BodyText.Contains("staying", StringComparison.Ordinal));

        var left = TimeProvider.System.Stamp();
        leaving.Dispose();
        var ending = await gone.Closed.Within("the upstream of the reset stream to be closed");
        var line = await gateway.ExchangeAsync();

        Assert.InRange(ending.At - left, TimeSpan.Zero, AtOnce);
        StreamChecks.Ended(line, "client_gone", "client");
        Assert.Equal("leaving", line.GetProperty("requested_model").GetString());
        var buffer = new byte[64 << 10];
        for (var more = 0; more < 20; more++)
            Assert.NotEqual(0, await body.ReadAsync(buffer).AsTask().Within("the other stream to go on"));
        Assert.False(kept.Closed.IsCompleted);
        Assert.Equal(1, gateway.Host.State.Slots.Used);
    }

    [Fact]
    public async Task Case_53_a_client_that_stops_reading_pauses_the_upstream_and_is_cut_at_the_stall_limit()
    {
        var time = new ManualTimeProvider();
        var chunk = System.Text.Encoding.UTF8.GetBytes(Wire.Content("openai-chat", new string('x', 8000)));
        await using var upstream = ScriptedUpstream.Start(new ScriptedUpstreamOptions { SendBuffer = 64 << 10 });
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue("openai-chat")).Flood(chunk));
        await using var gateway = await TestGateway.StartAsync(upstream, "timeouts: { client_write: 60s, idle: 30s, first_token: 30s }", time);

        await using var client = await gateway.OpenAsync(Wire.Chat(), new RawClientOptions { ReceiveBuffer = 4096, KeepBytes = false });
        await client.ReadEventsAsync(2);
        client.StopReading();
        var request = await upstream.WaitForRequestAsync();
        var taken = await StandsStillAsync(request);

        // The upstream's own idle limit passes meanwhile: nobody reads it, so its silence is ours.
        var line = gateway.ExchangeAsync();
        await time.ReachesAsync(TimeSpan.FromSeconds(60), line);

        StreamChecks.Ended(await line, "client_stalled", "client");
        Assert.Equal("client_stalled", (await line).GetProperty("error").GetString());
        Assert.InRange(taken, 1, 16 << 20);
        Assert.True((await request.Closed.Within("the upstream to be closed")).Kind is PeerEndingKind.Fin or PeerEndingKind.Reset);
        await StreamChecks.HoldsNothingAsync(gateway, upstream);
        client.ResumeReading();
        Assert.NotEqual(StreamEnding.Complete, (await client.ReadToEndAsync()).Ending);
    }

    static async Task LeavesAsync(TestGateway gateway, ScriptedUpstream upstream, RawClient client, string way)
    {
        var request = upstream.Requests[^1];
        Assert.False(request.Closed.IsCompleted);
        var left = TimeProvider.System.Stamp();
        Leave(client, way);
        var ending = await request.Closed.Within("the upstream to be closed");

        Assert.InRange(ending.At - left, TimeSpan.Zero, AtOnce);
        Assert.NotEqual(PeerEndingKind.ByScript, ending.Kind);
        StreamChecks.Ended(await gateway.ExchangeAsync(), "client_gone", "client");
        await StreamChecks.HoldsNothingAsync(gateway, upstream);

        // Exactly one line: the next exchange's is the second.
        using var http = new HttpClient();
        await http.GetAsync(new Uri(gateway.Address, "/v1/nothing"));
        Assert.Equal("/v1/nothing", (await gateway.ExchangeAsync(2)).GetProperty("path").GetString());
    }

    static void Leave(RawClient client, string way)
    {
        if (way == "reset")
            client.Reset();
        else
            client.CloseSending();
    }

    /// <summary>Waits until the upstream's socket takes nothing more, and says how much it took.</summary>
    static async Task<long> StandsStillAsync(RecordedRequest request)
    {
        var (last, since) = (-1L, TimeProvider.System.Stamp());
        while (TimeProvider.System.Stamp() - since < TimeSpan.FromMilliseconds(400))
        {
            await Task.Delay(20);
            if (request.BytesWritten == last)
                continue;
            (last, since) = (request.BytesWritten, TimeProvider.System.Stamp());
        }

        return last;
    }
}
