using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>What <c>/metrics</c> shows: parses, adds up, and has room for streams as long as they are.</summary>
public sealed class SurfaceMetricsTests
{
    [Fact]
    public async Task The_page_parses_and_counts_what_happened()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.EventStream().Write(Wire.Stream("openai-chat")).End());
        upstream.RespondOnce(script => script.EventStream().Write(Wire.Prologue("openai-chat") + Wire.Content("openai-chat", "a")).Fin());
        upstream.RespondOnce(script => script.Json(400, "{}"));
        await using var gateway = await TestGateway.StartAsync(
            $$"""
            providers: { mock: { type: openai-compatible, base_url: "{{upstream.BaseAddress}}" } }
            routes: [ { model: "x\"y\\z*", candidates: [ { provider: mock } ] } ]
            """);
        for (var i = 1; i <= 3; i++)
        {
            await gateway.SendAsync(Wire.Chat("x\\\"y\\\\z1"));
            await gateway.ExchangeAsync(i);
        }

        await gateway.SendAsync(Wire.Chat("unknown"));
        await gateway.ExchangeAsync(4);
        var page = await gateway.MetricsAsync();

        var samples = Parse(page);
        Assert.Equal(1, Sum(samples, "sluice_exchanges_total", "ending=\"completed\""));
        Assert.Equal(1, Sum(samples, "sluice_exchanges_total", "ending=\"truncated\""));
        Assert.Equal(1, Sum(samples, "sluice_exchanges_total", "ending=\"upstream_error\""));
        Assert.Equal(1, Sum(samples, "sluice_exchanges_total", "ending=\"refused\""));
        Assert.Equal(3, Sum(samples, "sluice_attempts_total", ""));
        Assert.Equal(5, Sum(samples, "gen_ai_client_token_usage_total", "gen_ai_token_type=\"output\",source=\"provider\""));
        Assert.Equal(1, Sum(samples, "gen_ai_client_token_usage_total", "gen_ai_token_type=\"output\",source=\"counted\""));
        Assert.Equal(0, Sum(samples, "sluice_active_streams", ""));
        Assert.DoesNotContain(upstream.BaseAddress.Authority, page, StringComparison.Ordinal);
        await PromtoolAcceptsAsync(page);
    }

    [Fact]
    public async Task A_stream_of_half_an_hour_fits_the_histograms()
    {
        var time = new ManualTimeProvider();
        await using var upstream = ScriptedUpstream.Start();
        var gate = new StepGate();
        upstream.Respond(script =>
        {
            script.EventStream().WaitFor(gate);
            for (var i = 0; i < 30; i++)
                script.Write(Wire.Content("openai-chat", $"e{i}")).WaitFor(gate);
            script.Write(Wire.Epilogue("openai-chat")).End();
        });
        await using var gateway = await TestGateway.StartAsync(upstream, "timeouts: { first_token: off, idle: off }\nheartbeat: { interval: off }", time);
        await using var client = await gateway.OpenAsync(Wire.Chat());
        for (var i = 1; i <= 31; i++)
        {
            // A minute before each event, first and last included.
            await gate.ReachedAsync(i);
            time.Advance(TimeSpan.FromSeconds(59));
            gate.Release();
            if (i <= 30)
                await client.ReadEventsAsync(i);
        }

        Assert.Equal(StreamEnding.Complete, (await client.ReadToEndAsync()).Ending);
        var line = await gateway.ExchangeAsync();
        Assert.Equal((59_000, 59_000, 31 * 59_000), (line.GetProperty("ttft_ms").GetDouble(), line.GetProperty("max_gap_ms").GetDouble(), line.GetProperty("duration_ms").GetDouble()));
        var samples = Parse(await gateway.MetricsAsync());
        foreach (var (name, count, sum) in new[]
        {
            ("gen_ai_client_operation_time_to_first_chunk_seconds", 1, 59.0), ("gen_ai_client_operation_time_per_output_chunk_seconds", 29, 29 * 59.0), ("gen_ai_client_operation_duration_seconds", 1, 31 * 59.0),
        })
        {
            Assert.Equal(count, Sum(samples, name + "_count", ""));
            Assert.Equal(sum, Sum(samples, name + "_sum", ""), 3);
            // Everything lies below the last boundary that is a number, and not in the first bucket either.
            var buckets = samples.Where(s => s.Name == name + "_bucket").ToArray();
            Assert.Equal(count, buckets[^2].Value);
            Assert.Equal(0, buckets[0].Value);
            Assert.True(buckets.Zip(buckets.Skip(1)).All(pair => pair.First.Value <= pair.Second.Value), "buckets are cumulative");
        }
    }

    static double Sum(List<(string Name, string Labels, double Value)> samples, string name, string label) =>
        samples.Where(s => s.Name == name && s.Labels.Contains(label, StringComparison.Ordinal)).Sum(s => s.Value);

    /// <summary>The text format, version 0.0.4, read strictly: HELP and TYPE before a family's samples, each family in one piece, no sample twice.</summary>
    static List<(string Name, string Labels, double Value)> Parse(string page)
    {
        Assert.EndsWith("\n", page, StringComparison.Ordinal);
        var samples = new List<(string Name, string Labels, double Value)>();
        var families = new HashSet<string>();
        var family = "";
        foreach (var line in page.Split('\n')[..^1])
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                family = line.Split(' ')[2];
                Assert.True(families.Add(family), $"family {family} comes twice");
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                Assert.Equal(family, line.Split(' ')[2]);
                Assert.Contains(line.Split(' ')[3], new[] { "counter", "gauge", "histogram" });
            }
            else
            {
                var match = System.Text.RegularExpressions.Regex.Match(line, """^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*\})? ([0-9.eE+-]+)$""");
                Assert.True(match.Success, $"not a sample: {line}");
                Assert.StartsWith(family, match.Groups[1].Value, StringComparison.Ordinal);
                samples.Add((match.Groups[1].Value, match.Groups[2].Value, double.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)));
            }
        }

        Assert.Equal(samples.Count, samples.Select(s => (s.Name, s.Labels)).Distinct().Count());
        return samples;
    }

    /// <summary>Prometheus' own checker, on hosts that have it.</summary>
    static async Task PromtoolAcceptsAsync(string page)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo("promtool", "check metrics") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            return;
        }

        using (process)
        {
            await process.StandardInput.WriteAsync(page);
            process.StandardInput.Close();
            var said = await process.StandardError.ReadToEndAsync().Within("promtool") + await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync().Within("promtool to end");
            Assert.True(process.ExitCode == 0, said);
        }
    }
}
