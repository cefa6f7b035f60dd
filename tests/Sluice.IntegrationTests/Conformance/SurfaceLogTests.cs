using System.Text.Json;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>One line per exchange with the same names on every ending, and nothing in the log that is not for it.</summary>
public sealed class SurfaceLogTests
{
    static readonly string[] Names =
    [
        "event", "request_id", "time", "method", "path", "dialect", "stream", "route", "provider", "model", "requested_model", "attempts", "status", "ending", "hop", "error", "mode", "mode_reason",
        "bytes_out", "events", "heartbeats", "ttfb_ms", "ttft_ms", "duration_ms", "max_gap_ms", "overhead_ms", "input_tokens", "output_tokens", "usage_source",
    ];

    const string Prompt = "MARKER-PROMPT-7f3a";
    const string Answer = "MARKER-ANSWER-91bc";
    const string Secret = "MARKER-SECRET-e0d4";

    public static TheoryData<string, string> Cases { get; } = Crossings();

    [Theory, MemberData(nameof(Cases))]
    public async Task Every_ending_has_the_same_line_and_no_marker_in_it(string dialect, string ending)
    {
        await using var upstream = ScriptedUpstream.Start();
        Script(upstream, dialect, ending);
        await using var gateway = await TestGateway.StartAsync(upstream,
            $"timeouts: {{ first_token: {(ending == "first_token_timeout" ? "300ms" : "30s")}, idle: {(ending == "idle_timeout" ? "300ms" : "30s")}, progress: {(ending == "progress_timeout" ? "300ms" : "off")}, total: {(ending == "total_timeout" ? "500ms" : "off")} }}\nlog: {{ format: json, level: trace }}",
            null, $"api_key: {Secret}");
        var request = Request(dialect, ending);

        if (ending == "client_gone")
        {
            await using var client = await gateway.OpenAsync(request);
            await client.ReadEventsAsync(2);
            client.Reset();
        }
        else if (ending == "drained")
        {
            await using var client = await gateway.OpenAsync(request);
            await client.ReadEventsAsync(2);
            gateway.Host.State.Drain.EndAll();
            await client.ReadToEndAsync();
        }
        else
        {
            await gateway.SendAsync(request);
        }

        var line = await gateway.ExchangeAsync();
        Assert.Equal(Names, line.EnumerateObject().Select(member => member.Name));
        Assert.Equal(ending, line.GetProperty("ending").GetString());
        Assert.Equal(ending == "completed", line.GetProperty("error").ValueKind == JsonValueKind.Null);
        Assert.Equal(ending switch { "completed" => null, "client_gone" or "refused" => "client", "drained" or "total_timeout" => "gateway", _ => "upstream" }, line.GetProperty("hop").GetString());
        Assert.Equal(ending == "refused" ? null : dialect, ending == "refused" ? null : line.GetProperty("dialect").GetString());
        // A number that is not known is null, never 0.
        foreach (var name in new[] { "ttfb_ms", "ttft_ms", "max_gap_ms", "overhead_ms", "input_tokens", "output_tokens" })
            Assert.True(line.GetProperty(name) is { ValueKind: JsonValueKind.Null } or { ValueKind: JsonValueKind.Number }, name);
        Assert.True(line.GetProperty("duration_ms").GetDouble() > 0);
        Assert.True(DateTimeOffset.TryParse(line.GetProperty("time").GetString(), out _));
        foreach (var marker in new[] { Prompt, Answer, Secret, upstream.BaseAddress.Authority })
            Assert.False(gateway.Log.Contains(marker, StringComparison.Ordinal), $"'{marker}' is in the log: {gateway.Log}");
    }

    [Fact]
    public async Task A_model_name_of_a_megabyte_does_not_fill_the_log()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, "{}"));
        await using var gateway = await TestGateway.StartAsync(upstream);

        await gateway.SendAsync(RawRequest.Post("/v1/chat/completions", $$"""{"model":"{{new string('m', 1 << 20)}}"}"""));

        Assert.InRange((await gateway.ExchangeAsync()).ToString().Length, 100, 4096);
    }

    [Fact]
    public async Task The_text_form_has_the_same_fields()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Stream("openai-chat")).End());
        await using var gateway = await TestGateway.StartAsync(upstream, "log: { format: text }");

        await gateway.SendAsync(Wire.Chat());
        while (!gateway.Log.Contains("event=exchange", StringComparison.Ordinal))
            await Task.Yield();

        var line = gateway.Log.Split('\n').Single(l => l.Contains("event=exchange", StringComparison.Ordinal));
        Assert.All(["request_id=", "ending=completed", "mode=passthrough", "output_tokens=5", "usage_source=provider"], part => Assert.Contains(part, line, StringComparison.Ordinal));
    }

    static RawRequest Request(string dialect, string ending)
    {
        var more = $",\"user\":\"{Prompt}\",\"metadata\":{{\"k\":\"{Prompt}\"}}";
        var request = Wire.Request(dialect, more: ending == "refused" ? more + ",\"stream_options\":" + Prompt : more);
        return request with { Headers = [.. request.Headers, ("Authorization", "Bearer " + Secret), ("Cookie", Secret)], Target = request.Target + "?key=" + Secret };
    }

    static void Script(ScriptedUpstream upstream, string dialect, string ending)
    {
        var begun = Wire.Prologue(dialect) + Wire.Content(dialect, Answer);
        var leaky = $"bad prompt '{Prompt}' for key {Secret} at {upstream.BaseAddress}";
        upstream.Respond(script => _ = ending switch
        {
            "completed" => script.EventStream().Write(begun + Wire.Epilogue(dialect)).End(),
            "truncated" => script.EventStream().Write(begun).Fin(),
            "upstream_error" => script.Json(400, "{\"error\":{\"message\":\"" + leaky + "\",\"type\":\"invalid_request_error\"}}"),
            "connect_failed" => script.Reset(),
            "first_token_timeout" => script.EventStream().Write(Wire.Prologue(dialect)).Stall(),
            "idle_timeout" => script.EventStream().Write(begun).Stall(),
            "progress_timeout" => script.EventStream().Write(begun).RepeatForever(TimeSpan.FromMilliseconds(50), _ => ": alive\n\n"),
            "total_timeout" => script.EventStream().Write(begun).RepeatForever(TimeSpan.FromMilliseconds(50), i => Wire.Content(dialect, Answer, i)),
            _ => script.EventStream().Write(begun).Stall(),
        });
    }

    static TheoryData<string, string> Crossings()
    {
        var data = new TheoryData<string, string>();
        foreach (var dialect in new[] { "openai-chat", "openai-responses", "anthropic-messages" })
        {
            foreach (var ending in new[] { "completed", "truncated", "upstream_error", "connect_failed", "first_token_timeout", "idle_timeout", "progress_timeout", "total_timeout", "client_gone", "drained", "refused" })
                data.Add(dialect, ending);
        }

        return data;
    }
}
