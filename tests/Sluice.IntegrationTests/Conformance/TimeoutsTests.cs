using System.Net;
using System.Net.Sockets;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Section 3.6, the limits: each clock ends an exchange at its own moment and under its own name.</summary>
public sealed class TimeoutsTests
{
    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_62_a_stall_ends_at_the_idle_limit_and_closes_the_upstream(string dialect)
    {
        var time = new ManualTimeProvider();
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Write(Wire.Content(dialect, "a")).Stall());
        await using var gateway = await TestGateway.StartAsync(upstream, "timeouts: { idle: 120s }\nheartbeat: { interval: off }", time);

        await using var client = await gateway.OpenAsync(Wire.Request(dialect));
        await client.ReadEventsAsync(2);
        var answer = client.ReadToEndAsync();
        await time.ReachesAsync(TimeSpan.FromSeconds(120), answer);

        var error = StreamChecks.EndsInError(dialect, await answer);
        Assert.Equal("idle_timeout", error.GetProperty("code").GetString());
        Assert.Contains("120 s", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        StreamChecks.Ended(await gateway.ExchangeAsync(), "idle_timeout", "upstream");
        await StreamChecks.HoldsNothingAsync(gateway, upstream);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_62_no_limit_cuts_a_steady_stream_of_twenty_minutes(string dialect)
    {
        const int Events = 240;
        var time = new ManualTimeProvider();
        await using var upstream = ScriptedUpstream.Start();
        var next = new StepGate();
        upstream.Respond(script =>
        {
            script.EventStream().Write(Wire.Prologue(dialect));
            for (var i = 0; i < Events; i++)
                script.WaitFor(next).Write(Wire.Content(dialect, "e", i));
            script.Write(Wire.Epilogue(dialect)).End();
        });
        await using var gateway = await TestGateway.StartAsync(upstream, time: time);

        await using var client = await gateway.OpenAsync(Wire.Request(dialect));
        var prologue = Wire.Prologue(dialect).Split("\n\n").Length - 1;
        for (var i = 1; i <= Events; i++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            next.Release();
            await client.ReadEventsAsync(prologue + i);
        }

        var answer = await client.ReadToEndAsync();
        Assert.Equal(StreamEnding.Complete, answer.Ending);
        Assert.True(Wire.IsTerminal(answer.Events[^1]));
        StreamChecks.Ended(await gateway.ExchangeAsync(), "completed", null);
        Assert.Equal(TimeSpan.FromMinutes(20), time.Elapsed);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_63_silence_before_the_first_byte_falls_back_at_the_first_token_limit(string dialect)
    {
        var time = new ManualTimeProvider();
        await using var first = ScriptedUpstream.Start();
        await using var second = ScriptedUpstream.Start();
        first.Respond(script => script.Stall());
        second.Respond(script => script.EventStream().Write(Wire.Stream(dialect)).End());
        await using var gateway = await TestGateway.StartAsync(first, second, "timeouts: { first_token: 20s }\nheartbeat: { interval: off }", time);

        await using var client = await gateway.OpenAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));
        var abandoned = await first.WaitForRequestAsync();
        var answer = client.ReadToEndAsync();
        await time.ReachesAsync(TimeSpan.FromSeconds(20), answer);

        Assert.Equal(Wire.Stream(dialect), (await answer).Text);
        Assert.NotEqual(PeerEndingKind.ByScript, (await abandoned.Closed.Within("the first upstream to be closed")).Kind);
        var line = await gateway.ExchangeAsync();
        StreamChecks.Ended(line, "completed", null);
        Assert.Equal(2, line.GetProperty("attempts").GetInt32());
        Assert.InRange(line.GetProperty("ttft_ms").GetDouble(), 20_000, 25_000);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task The_first_token_limit_is_not_moved_by_pings_and_prologues(string dialect)
    {
        var time = new ManualTimeProvider();
        await using var upstream = ScriptedUpstream.Start(time);
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).RepeatForever(TimeSpan.FromSeconds(1), _ => ": ping\n\n"));
        await using var gateway = await TestGateway.StartAsync(upstream, "timeouts: { first_token: 30s, idle: 10s }\nheartbeat: { interval: off }", time);

        await using var client = await gateway.OpenAsync(Wire.Request(dialect));
        await (await upstream.WaitForRequestAsync()).WaitForWritesAsync(2);
        await EverySecondAsync(time, TimeSpan.FromSeconds(28));
        var answer = client.ReadToEndAsync();
        await time.ReachesAsync(TimeSpan.FromSeconds(30), answer);

        var error = StreamChecks.IsErrorAnswer(dialect, await answer, 504);
        Assert.Equal("first_token_timeout", error.GetProperty("code").GetString());
        StreamChecks.Ended(await gateway.ExchangeAsync(), "first_token_timeout", "upstream");
        await StreamChecks.HoldsNothingAsync(gateway, upstream);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task The_progress_limit_ends_a_stream_that_only_pings(string dialect)
    {
        var time = new ManualTimeProvider();
        await using var upstream = ScriptedUpstream.Start(time);
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Write(Wire.Content(dialect, "a"))
            .RepeatForever(TimeSpan.FromSeconds(1), _ => ": ping\n\n"));
        await using var gateway = await TestGateway.StartAsync(upstream, "timeouts: { progress: 30s, idle: 10s }", time);

        await using var client = await gateway.OpenAsync(Wire.Request(dialect));
        await client.ReadEventsAsync(2);
        await EverySecondAsync(time, TimeSpan.FromSeconds(28));
        var answer = client.ReadToEndAsync();
        await time.ReachesAsync(TimeSpan.FromSeconds(30), answer);

        Assert.Equal("progress_timeout", StreamChecks.EndsInError(dialect, await answer).GetProperty("code").GetString());
        StreamChecks.Ended(await gateway.ExchangeAsync(), "progress_timeout", "upstream");
        await StreamChecks.HoldsNothingAsync(gateway, upstream);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task The_total_limit_ends_a_stream_that_goes_well(string dialect)
    {
        var time = new ManualTimeProvider();
        await using var upstream = ScriptedUpstream.Start(time);
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).RepeatForever(TimeSpan.FromSeconds(1), i => Wire.Content(dialect, "a", i)));
        await using var gateway = await TestGateway.StartAsync(upstream, "timeouts: { total: 30s, idle: 10s, first_token: 10s }", time);

        await using var client = await gateway.OpenAsync(Wire.Request(dialect));
        await client.ReadEventsAsync(2);
        await EverySecondAsync(time, TimeSpan.FromSeconds(28));
        var answer = client.ReadToEndAsync();
        await time.ReachesAsync(TimeSpan.FromSeconds(30), answer);

        Assert.Equal("total_timeout", StreamChecks.EndsInError(dialect, await answer).GetProperty("code").GetString());
        StreamChecks.Ended(await gateway.ExchangeAsync(), "total_timeout", "gateway");
        await StreamChecks.HoldsNothingAsync(gateway, upstream);
    }

    [Fact]
    public async Task The_total_limit_counts_over_all_attempts()
    {
        var time = new ManualTimeProvider();
        await using var first = ScriptedUpstream.Start();
        await using var second = ScriptedUpstream.Start();
        first.Respond(script => script.Stall());
        second.Respond(script => script.Stall());
        await using var gateway = await TestGateway.StartAsync(first, second, "timeouts: { first_token: 20s, total: 30s }\nheartbeat: { interval: off }", time);

        await using var client = await gateway.OpenAsync(Wire.Chat());
        await first.WaitForRequestAsync();
        await time.ReachesAsync(TimeSpan.FromSeconds(20), second.WaitForRequestAsync());
        var answer = client.ReadToEndAsync();
        await time.ReachesAsync(TimeSpan.FromSeconds(30), answer);

        Assert.Equal("total_timeout", StreamChecks.IsErrorAnswer("openai-chat", await answer, 504).GetProperty("code").GetString());
        var line = await gateway.ExchangeAsync();
        StreamChecks.Ended(line, "total_timeout", "gateway");
        Assert.Equal(2, line.GetProperty("attempts").GetInt32());
        await StreamChecks.HoldsNothingAsync(gateway, first, second);
    }

    [Fact]
    public async Task The_idle_limit_before_content_falls_back()
    {
        var time = new ManualTimeProvider();
        await using var first = ScriptedUpstream.Start();
        await using var second = ScriptedUpstream.Start();
        first.Respond(script => script.EventStream().Write(Wire.Prologue("openai-chat")).Stall());
        second.Respond(script => script.EventStream().Write(Wire.Stream("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(first, second, "timeouts: { idle: 10s }\nheartbeat: { interval: 60s, commit_after: 0s }", time);

        await using var client = await gateway.OpenAsync(Wire.Chat());
        await (await first.WaitForRequestAsync()).WaitForWritesAsync(1);
        await client.ReadHeadAsync();
        await time.PassAsync(TimeSpan.FromSeconds(2));
        var answer = client.ReadToEndAsync();
        await time.ReachesAsync(TimeSpan.FromSeconds(10), answer);

        Assert.Equal(Wire.Stream("openai-chat"), (await answer).Text);
        Assert.Contains("sluice_attempts_total{gen_ai_provider_name=\"first\",outcome=\"idle_timeout\"} 1", await gateway.MetricsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_route_has_its_own_clocks()
    {
        var time = new ManualTimeProvider();
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue("openai-chat")).Write(Wire.Content("openai-chat", "a")).Stall());
        await using var gateway = await TestGateway.StartAsync(
            $$"""
            providers:
              mock: { type: openai-compatible, base_url: "{{upstream.BaseAddress}}" }
            timeouts: { idle: 100s }
            heartbeat: { interval: off }
            routes:
              - { model: fast, candidates: [ { provider: mock } ], timeouts: { idle: 10s } }
              - { model: dull, candidates: [ { provider: mock } ], timeouts: { progress: 40s } }
              - { model: "*", candidates: [ { provider: mock } ] }
            """, time);

        await using var fast = await gateway.OpenAsync(Wire.Chat("fast"));
        await using var dull = await gateway.OpenAsync(Wire.Chat("dull"));
        await using var other = await gateway.OpenAsync(Wire.Chat("other"));
        foreach (var client in new[] { fast, dull, other })
            await client.ReadEventsAsync(2);
        await time.ReachesAsync(TimeSpan.FromSeconds(10), fast.ReadToEndAsync());
        await time.ReachesAsync(TimeSpan.FromSeconds(40), dull.ReadToEndAsync());
        await time.ReachesAsync(TimeSpan.FromSeconds(100), other.ReadToEndAsync());

        Assert.Equal("idle_timeout", (await gateway.ExchangeAsync(1)).GetProperty("ending").GetString());
        Assert.Equal("progress_timeout", (await gateway.ExchangeAsync(2)).GetProperty("ending").GetString());
        Assert.Equal("idle_timeout", (await gateway.ExchangeAsync(3)).GetProperty("ending").GetString());
        Assert.Equal("other", (await gateway.ExchangeAsync(3)).GetProperty("requested_model").GetString());
    }

    [Fact]
    public async Task A_connection_that_is_not_accepted_fails_at_the_connect_limit()
    {
        // A full accept queue: the kernel drops what comes after it, which is what an unreachable host looks like.
        using var full = new Socket(SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var pending = new List<Socket>();
        try
        {
            for (var i = 0; i < 4; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                pending.Add(socket);
                await Task.WhenAny(socket.ConnectAsync(full.LocalEndPoint!), Task.Delay(100));
            }

            await using var second = ScriptedUpstream.Start();
            second.Respond(script => script.EventStream().Write(Wire.Stream("openai-chat")).End());
            await using var gateway = await TestGateway.StartAsync(
                $$"""
                providers:
                  full: { type: openai-compatible, base_url: "http://{{full.LocalEndPoint}}" }
                  second: { type: openai-compatible, base_url: "{{second.BaseAddress}}" }
                timeouts: { connect: 300ms }
                routes: [ { model: "*", candidates: [ { provider: full }, { provider: second } ] }, ]
                """);

            var answer = await gateway.SendAsync(Wire.Chat());
            var alone = await gateway.SendAsync(Wire.Chat("full/m"));

            Assert.Equal(Wire.Stream("openai-chat"), answer.Text);
            Assert.InRange((await gateway.ExchangeAsync()).GetProperty("ttfb_ms").GetDouble(), 250, 5000);
            var error = StreamChecks.IsErrorAnswer("openai-chat", alone, 502);
            Assert.Contains("connect limit of 0.3 s", error.GetProperty("message").GetString(), StringComparison.Ordinal);
            StreamChecks.Ended(await gateway.ExchangeAsync(2), "connect_failed", "upstream");
        }
        finally
        {
            pending.ForEach(socket => socket.Dispose());
        }
    }

    static async Task EverySecondAsync(ManualTimeProvider time, TimeSpan until)
    {
        while (time.Elapsed < until)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }
    }
}
