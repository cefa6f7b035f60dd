using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Case 39 and what else only an HTTP/2 upstream can do.</summary>
public sealed class ErrorsHttp2Tests
{
    static readonly int[] Codes = [2, 7, 8];

    public static TheoryData<string, int> DialectsAndCodes { get; } = Crossed.With(Codes);

    [Theory, MemberData(nameof(DialectsAndCodes))]
    public async Task Case_39_a_stream_reset_before_data_is_a_status_worth_a_retry(string dialect, int code)
    {
        await using var upstream = await ScriptedHttp2Upstream.StartAsync();
        upstream.Respond(script => script.Reset(code));
        await using var gateway = await TestGateway.StartAsync(upstream, provider: "http2: true");

        var answer = await gateway.SendAsync(Wire.Request(dialect));

        StreamChecks.IsErrorAnswer(dialect, answer, 502);
        var line = await gateway.ExchangeAsync();
        Assert.Equal("upstream", line.GetProperty("hop").GetString());
        Assert.Equal("upstream_reset", line.GetProperty("error").GetString());
    }

    [Theory, MemberData(nameof(DialectsAndCodes))]
    public async Task Case_39_a_stream_reset_before_data_falls_back(string dialect, int code)
    {
        await using var first = await ScriptedHttp2Upstream.StartAsync();
        await using var second = ScriptedUpstream.Start();
        first.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Reset(code));
        second.Respond(script => script.EventStream().Write(Wire.Stream(dialect)).End());
        await using var gateway = await TestGateway.StartAsync(
            $$"""
            providers:
              first: { type: openai-compatible, base_url: "{{first.BaseAddress}}", http2: true, dialects: [{{dialect}}] }
              second: { type: openai-compatible, base_url: "{{second.BaseAddress}}", dialects: [{{dialect}}] }
            routes: [ { model: "*", candidates: [ { provider: first }, { provider: second } ] } ]
            """);

        var answer = await gateway.SendAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));

        Assert.Equal(Wire.Stream(dialect), answer.Text);
        Assert.Equal(2, (await gateway.ExchangeAsync()).GetProperty("attempts").GetInt32());
    }

    [Theory, MemberData(nameof(DialectsAndCodes))]
    public async Task Case_39_a_stream_reset_after_data_is_an_error_event(string dialect, int code)
    {
        var seen = new StepGate();
        await using var upstream = await ScriptedHttp2Upstream.StartAsync();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Write(Wire.Content(dialect, "a")).WaitFor(seen).Reset(code));
        await using var gateway = await TestGateway.StartAsync(upstream, provider: "http2: true");

        await using var client = await gateway.OpenAsync(Wire.Request(dialect));
        await client.ReadEventsAsync(Wire.Prologue(dialect).Split("\n\n").Length);
        seen.Release();

        Assert.Equal("upstream_truncated", StreamChecks.EndsInError(dialect, await client.ReadToEndAsync()).GetProperty("code").GetString());
        StreamChecks.Ended(await gateway.ExchangeAsync(), "truncated", "upstream");
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_36_an_early_end_of_an_http2_stream_is_an_error_event(string dialect)
    {
        await using var upstream = await ScriptedHttp2Upstream.StartAsync();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Write(Wire.Content(dialect, "a")).End());
        await using var gateway = await TestGateway.StartAsync(upstream, provider: "http2: true");

        var answer = await gateway.SendAsync(Wire.Request(dialect));

        Assert.Equal("upstream_truncated", StreamChecks.EndsInError(dialect, answer).GetProperty("code").GetString());
        StreamChecks.Ended(await gateway.ExchangeAsync(), "truncated", "upstream");
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task A_client_that_leaves_resets_its_own_http2_upstream_stream_and_no_other(string dialect)
    {
        await using var upstream = await ScriptedHttp2Upstream.StartAsync();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).RepeatForever(TimeSpan.FromMilliseconds(5), i => Wire.Content(dialect, "e", i)));
        await using var gateway = await TestGateway.StartAsync(upstream, provider: "http2: true");
        await using var leaving = await gateway.OpenAsync(Wire.Request(dialect, "leaving"));
        await leaving.ReadEventsAsync(3);
        await using var staying = await gateway.OpenAsync(Wire.Request(dialect, "staying"));
        await staying.ReadEventsAsync(3);
        var gone = upstream.Requests.Single(r => r.BodyText.Contains("leaving", StringComparison.Ordinal));
        var kept = upstream.Requests.Single(r => r.BodyText.Contains("staying", StringComparison.Ordinal));

        leaving.Reset();
        var ending = await gone.Closed.Within("the upstream stream to be reset");
        await staying.ReadEventsAsync(20);

        Assert.Equal(PeerEndingKind.Reset, ending.Kind);
        Assert.Equal(8, ending.ErrorCode);
        Assert.False(kept.Closed.IsCompleted);
        Assert.Equal(1, upstream.OpenConnections);
        StreamChecks.Ended(await gateway.ExchangeAsync(), "client_gone", "client");
    }
}
