using System.Globalization;
using System.Text;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Section 3.10: what a gateway holds is bounded, and full means a refusal, never a victim.</summary>
[Collection(Alone.Name)]
public sealed class LimitsTests
{
    [Fact]
    public async Task Case_91_two_hundred_megabytes_that_nobody_reads_cost_no_memory()
    {
        const int Streams = 4;
        var chunk = Encoding.UTF8.GetBytes(Wire.Content("openai-chat", new string('x', 60_000)));
        await using var upstream = ScriptedUpstream.Start(new ScriptedUpstreamOptions { SendBuffer = 64 << 10 });
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue("openai-chat")).Flood(chunk, (200 << 20) / chunk.Length));
        await using var gateway = await TestGateway.StartAsync(upstream);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var clients = new List<RawClient>();
        try
        {
            for (var i = 1; i <= Streams; i++)
            {
                // One of two asks for usage itself: one path passes bytes, the other holds frames.
                clients.Add(await gateway.OpenAsync(i % 2 == 0 ? Wire.Chat() : Wire.Request("openai-chat"), new RawClientOptions { ReceiveBuffer = 4096, KeepBytes = false }));
                await upstream.WaitForRequestAsync(i);
            }

            var taken = await StandsStillAsync(upstream);
            var grown = GC.GetTotalMemory(forceFullCollection: true) - before;

            Assert.True(grown < Streams * (2L << 20), $"{Streams} unread streams keep {grown} bytes");
            // What the upstream got rid of lies in the kernel's buffers: its own, and those of the gateway's two sockets.
            Assert.InRange(taken, Streams, Streams * (16L << 20));
            Assert.Equal(Streams, gateway.Host.State.Slots.Used);
        }
        finally
        {
            clients.ForEach(client => client.Reset());
        }

        for (var i = 1; i <= Streams; i++)
            StreamChecks.Ended(await gateway.ExchangeAsync(i), "client_gone", "client");
        await StreamChecks.HoldsNothingAsync(gateway, upstream);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_93_one_stream_too_many_is_refused_and_the_others_go_on(string dialect)
    {
        const int Cap = 5;
        var go = new StepGate();
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Write(Wire.Content(dialect, "a")).WaitFor(go)
            .Write(Wire.Content(dialect, "b", 2)).Write(Wire.Epilogue(dialect)).End());
        await using var gateway = await TestGateway.StartAsync(upstream, $"limits: {{ streams: {Cap} }}");
        var clients = new List<RawClient>();
        for (var i = 0; i < Cap; i++)
        {
            clients.Add(await gateway.OpenAsync(Wire.Request(dialect)));
            await clients[i].ReadEventsAsync(2);
        }

        var refused = await gateway.SendAsync(Wire.Request(dialect));

        Assert.Equal("no_stream_slot", StreamChecks.IsErrorAnswer(dialect, refused, 503).GetProperty("code").GetString());
        Assert.True(int.Parse(refused.Headers["retry-after"]!, CultureInfo.InvariantCulture) > 0);
        StreamChecks.Ended(await gateway.ExchangeAsync(), "refused", "gateway");
        Assert.Equal(Cap, upstream.Requests.Count);

        go.Open();
        foreach (var client in clients)
        {
            var answer = await client.ReadToEndAsync();
            Assert.Equal(StreamEnding.Complete, answer.Ending);
            Assert.True(Wire.IsTerminal(answer.Events[^1]));
            await client.DisposeAsync();
        }

        await gateway.ExchangeAsync(Cap + 1);
        Assert.Equal(0, gateway.Host.State.Slots.Used);
        Assert.Equal(200, (await gateway.SendAsync(Wire.Request(dialect))).Status);
    }

    [Fact]
    public async Task Case_94_more_streams_than_an_http2_connection_takes_open_another()
    {
        const int Streams = 50;
        var go = new StepGate();
        await using var upstream = await ScriptedHttp2Upstream.StartAsync(new ScriptedUpstreamOptions { MaxStreamsPerConnection = 10 });
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue("openai-chat")).Write(Wire.Content("openai-chat", "a")).WaitFor(go)
            .Write(Wire.Epilogue("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(upstream, provider: "http2: true");

        var clients = new List<RawClient>();
        for (var i = 0; i < Streams; i++)
            clients.Add(await gateway.OpenAsync(Wire.Chat()));
        // All at once: none waits for another's end.
        await Task.WhenAll(clients.Select(client => client.ReadEventsAsync(2)));

        Assert.True(upstream.AcceptedConnections >= Streams / 10, $"{upstream.AcceptedConnections} connections for {Streams} streams");
        go.Open();
        foreach (var client in clients)
        {
            Assert.Equal(StreamEnding.Complete, (await client.ReadToEndAsync()).Ending);
            await client.DisposeAsync();
        }
    }

    [TimedFact]
    public async Task Case_96_idle_streams_get_their_heartbeats_on_time_while_the_processor_burns()
    {
        const int Streams = 500;
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue("openai-chat")).Write(Wire.Content("openai-chat", "a")).Stall());
        await using var gateway = await TestGateway.StartAsync(upstream, "heartbeat: { interval: 1s, commit_after: 1s }");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clients = new List<RawClient>();
        for (var i = 0; i < Streams; i++)
        {
            clients.Add(await gateway.OpenAsync(Wire.Chat(), new RawClientOptions { ReadSize = 512 }));
            await clients[i].ReadEventsAsync(2);
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        using var enough = new CancellationTokenSource();
        var burning = Task.Factory.StartNew(() => Burn(enough.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(clients.Select(client => client.Response!.Stream.WaitForLengthAsync(
            Wire.Prologue("openai-chat").Length + Wire.Content("openai-chat", "a").Length + (5 * ": keep-alive\n\n".Length))));
        await enough.CancelAsync();
        await burning;

        var gaps = clients.SelectMany(client => client.Response!.Comments.Select(c => c.At).Zip(client.Response.Comments.Skip(1).Select(c => c.At)))
            .Select(pair => (pair.Second - pair.First).TotalMilliseconds).Order().ToArray();
        Assert.InRange(gaps[0], 900, 1500);
        Assert.InRange(gaps[gaps.Length * 99 / 100], 900, 2500);
        // Client, gateway and upstream are all in this process: a stream's three ends, and what this test records.
        Assert.True(grown / Streams < 200_000, $"{grown / Streams} bytes per idle stream");
        Assert.Equal(Streams, gateway.Host.State.Slots.Used);

        clients.ForEach(client => client.Reset());
        for (var i = 1; i <= Streams; i++)
            await gateway.ExchangeAsync(i);
        await StreamChecks.HoldsNothingAsync(gateway, upstream);
    }

    static void Burn(CancellationToken enough)
    {
        var sum = 0.0;
        while (!enough.IsCancellationRequested)
        {
            for (var i = 0; i < 10_000; i++)
                sum += Math.Sqrt(i);
        }

        Assert.True(sum > 0);
    }

    static async Task<long> StandsStillAsync(ScriptedUpstream upstream)
    {
        var (last, since) = (-1L, TimeProvider.System.Stamp());
        while (TimeProvider.System.Stamp() - since < TimeSpan.FromMilliseconds(500))
        {
            await Task.Delay(20);
            var taken = upstream.Requests.Sum(request => request.BytesWritten);
            if (taken == last)
                continue;
            (last, since) = (taken, TimeProvider.System.Stamp());
        }

        return last;
    }
}
