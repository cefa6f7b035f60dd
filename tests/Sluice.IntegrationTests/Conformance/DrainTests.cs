using System.Net;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Section 3.9 as far as it goes by now: streams that fit the deadline finish, the others are told.</summary>
public sealed class DrainTests
{
    static readonly TimeSpan Signal = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Propagation = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_86_a_short_stream_finishes_and_a_long_one_is_told_at_the_deadline(string dialect)
    {
        var time = new ManualTimeProvider();
        var ready = new StepGate();
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.EventStream().Write(Wire.Prologue(dialect)).Write(Wire.Content(dialect, "short")).WaitFor(ready).Write(Wire.Epilogue(dialect)).End());
        upstream.RespondOnce(script => script.EventStream().Write(Wire.Prologue(dialect)).Write(Wire.Content(dialect, "long")).Stall());
        await using var gateway = await TestGateway.StartAsync(
            upstream, "drain: { propagation: 5s, deadline: 90s }\nheartbeat: { interval: off }\ntimeouts: { idle: off, first_token: off }", time);
        await using var first = await gateway.OpenAsync(Wire.Request(dialect));
        await first.ReadEventsAsync(2);
        await using var second = await gateway.OpenAsync(Wire.Request(dialect));
        await second.ReadEventsAsync(2);

        time.Advance(Signal);
        var drained = gateway.Host.DrainAsync(propagate: true, CancellationToken.None);
        time.Advance(Propagation);
        await RefusedAsync(gateway, dialect);

        time.Advance(TimeSpan.FromSeconds(60) - time.Elapsed);
        ready.Release();
        var finished = await first.ReadToEndAsync();
        Assert.Equal(StreamEnding.Complete, finished.Ending);
        Assert.True(Wire.IsTerminal(finished.Events[^1]));

        var cut = second.ReadToEndAsync();
        await time.ReachesAsync(Signal + Propagation + Deadline, cut);
        var error = StreamChecks.EndsInError(dialect, await cut);
        Assert.Equal("server_shutdown", error.GetProperty("code").GetString());
        Assert.Equal("gateway", error.GetProperty("hop").GetString());
        await drained.Within("the drain to end");

        Assert.Equal("refused", (await gateway.ExchangeAsync(1)).GetProperty("ending").GetString());
        StreamChecks.Ended(await gateway.ExchangeAsync(2), "completed", null);
        StreamChecks.Ended(await gateway.ExchangeAsync(3), "drained", "gateway");
        Assert.Equal(0, gateway.Host.State.Drain.Active);
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => RawClient.ConnectAsync(gateway.Address));
    }

    [Fact]
    public async Task Case_87_readiness_turns_at_once_and_the_deadline_counts_from_the_end_of_propagation()
    {
        var time = new ManualTimeProvider();
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue("openai-chat")).Write(Wire.Content("openai-chat", "a")).Stall());
        await using var gateway = await TestGateway.StartAsync(
            upstream, "drain: { propagation: 30s, deadline: 20s }\nheartbeat: { interval: off }\ntimeouts: { idle: off, first_token: off }", time);
        using var http = new HttpClient();
        await using var early = await gateway.OpenAsync(Wire.Chat());
        await early.ReadEventsAsync(2);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, gateway.Address, "readyz"));

        var drained = gateway.Host.DrainAsync(propagate: true, CancellationToken.None);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(http, gateway.Address, "readyz"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(http, gateway.Host.AdminAddress!, "readyz"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, gateway.Address, "healthz"));

        // Longer than the deadline, and still served: balancers have not noticed yet.
        time.Advance(TimeSpan.FromSeconds(25));
        await using var late = await gateway.OpenAsync(Wire.Chat());
        await late.ReadEventsAsync(2);
        Assert.Null(early.Response!.Ending);

        var (first, second) = (early.ReadToEndAsync(), late.ReadToEndAsync());
        await time.ReachesAsync(TimeSpan.FromSeconds(50), Task.WhenAll(first, second));
        Assert.Equal("server_shutdown", StreamChecks.EndsInError("openai-chat", await first).GetProperty("code").GetString());
        Assert.Equal("server_shutdown", StreamChecks.EndsInError("openai-chat", await second).GetProperty("code").GetString());
        await drained.Within("the drain to end");
    }

    [Fact]
    public async Task A_stream_that_has_not_begun_gets_a_status_at_the_deadline()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Stall());
        await using var gateway = await TestGateway.StartAsync(upstream, "drain: { propagation: 0s, deadline: 0s }");
        await using var client = await gateway.OpenAsync(Wire.Chat());
        await upstream.WaitForRequestAsync();

        await gateway.Host.DrainAsync(propagate: true, CancellationToken.None).Within("the drain to end");
        var answer = await client.ReadToEndAsync();

        Assert.Equal("server_shutdown", StreamChecks.IsErrorAnswer("openai-chat", answer, 503).GetProperty("code").GetString());
        StreamChecks.Ended(await gateway.ExchangeAsync(), "drained", "gateway");
        Assert.NotEqual(PeerEndingKind.ByScript, (await upstream.Requests[0].Closed.Within("the upstream to be closed")).Kind);
    }

    [Fact]
    public async Task A_client_that_does_not_read_does_not_hold_up_the_drain()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue("openai-chat")).Flood(System.Text.Encoding.UTF8.GetBytes(Wire.Content("openai-chat", new string('x', 4000)))));
        await using var gateway = await TestGateway.StartAsync(upstream, "drain: { propagation: 0s, deadline: 500ms }");
        await using var client = await gateway.OpenAsync(Wire.Chat(), new RawClientOptions { ReceiveBuffer = 4096 });
        await client.ReadEventsAsync(2);
        client.StopReading();

        await gateway.Host.DrainAsync(propagate: true, CancellationToken.None).Within("the drain to end", TimeSpan.FromSeconds(10));

        StreamChecks.Ended(await gateway.ExchangeAsync(), "drained", "gateway");
    }

    static async Task RefusedAsync(TestGateway gateway, string dialect)
    {
        // The gateway's own thread ends the propagation: until it has, a request would be served.
        for (var tries = 0; gateway.Host.State.Drain.Accepting; tries++)
        {
            Assert.True(tries < 5000, "the gateway still accepts after the propagation time");
            await Task.Delay(2);
        }

        var refused = await gateway.SendAsync(Wire.Request(dialect));
        Assert.Equal("server_shutdown", StreamChecks.IsErrorAnswer(dialect, refused, 503).GetProperty("code").GetString());
        Assert.NotNull(refused.Headers["retry-after"]);
        Assert.True(refused.Headers.HasToken("connection", "close"));
    }

    static async Task<HttpStatusCode> StatusAsync(HttpClient http, Uri address, string path)
    {
        using var answer = await http.GetAsync(new Uri(address, path));
        return answer.StatusCode;
    }
}
