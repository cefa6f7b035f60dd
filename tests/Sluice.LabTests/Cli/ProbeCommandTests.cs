using System.Text.Json;
using System.Text.RegularExpressions;
using Sluice.Cli;
using Sluice.Diagnosis.Arrivals;
using Sluice.Diagnosis.Examination;
using Sluice.Diagnosis.Probing;
using Sluice.LabTests.Data;

namespace Sluice.LabTests.Cli;

/// <summary>What <c>sluice probe</c> prints, writes and returns.</summary>
public sealed partial class ProbeCommandTests(OriginFixture origin) : IClassFixture<OriginFixture>
{
    static readonly string Documentation = File.ReadAllText(Path.Combine(Repository.Root, "docs", "probe.md"));
    static readonly JsonSchema Schema = JsonSchema.Read("docs", "probe.schema.json");

    [Fact]
    public async Task A_stream_that_flows_is_exit_code_0_and_its_json_is_what_the_schema_says()
    {
        var typed = await Typed.ProbeUntilAsync(t => t.Code == 0, origin.Url(), "--format", "json", "--find-timeouts", "--max-wait", "2s");
        typed.EndsWith(0);
        using var json = JsonDocument.Parse(typed.Output);
        Assert.Equal("sluice-probe/1", json.RootElement.GetProperty("schema").GetString());
        Assert.Equal("streams", json.RootElement.GetProperty("verdict").GetProperty("kind").GetString());
        Assert.All(json.RootElement.GetProperty("timeouts").GetProperty("limits").EnumerateArray(), l => Assert.False(l.TryGetProperty("after_ms", out _)));
        AssertDocumented(json.RootElement);
    }

    [Fact]
    public async Task A_stream_that_is_held_is_exit_code_1_and_its_page_needs_nothing_from_outside()
    {
        var page = Path.Combine(Path.GetTempPath(), $"sluice-report-{Guid.NewGuid():N}.html");
        try
        {
            var typed = await Typed.ProbeUntilAsync(t => t.Output.Contains("\"only_when\": \"compressed\"", StringComparison.Ordinal), origin.Url("compress=gzip&flush=off"), "--html", page, "--format", "json");
            typed.EndsWith(1);
            using var json = JsonDocument.Parse(typed.Output);
            Assert.Equal("compressed", json.RootElement.GetProperty("verdict").GetProperty("only_when").GetString());
            Assert.NotEmpty(json.RootElement.GetProperty("blames")[0].GetProperty("causes").EnumerateArray());
            AssertDocumented(json.RootElement);

            var html = await File.ReadAllTextAsync(page);
            Assert.Contains("<svg", html, StringComparison.Ordinal);
            Assert.Contains("flush the compressor after each event", html, StringComparison.Ordinal);
            Assert.DoesNotMatch("<(script|link|img|iframe)|url\\(|@import", html);
        }
        finally
        {
            File.Delete(page);
        }
    }

    [Fact]
    public async Task Text_says_what_is_held_where_and_what_to_change()
    {
        var typed = await Typed.ProbeUntilAsync(
            t => t.Output.Contains("at app:", StringComparison.Ordinal), "--hop", $"app={origin.Url("compress=gzip&flush=off")}", "--hop", $"source={origin.Url()}");
        typed.EndsWith(1);
        Assert.StartsWith("HELD", typed.Output, StringComparison.Ordinal);
        Assert.Contains("curl without --compressed shows nothing wrong", typed.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("at app:", typed.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^Change\s+\S", typed.Output);
        Assert.Matches(@"(?m)^Why\s+https://", typed.Output);
        Assert.Matches(@"(?m)^sent  .*[▁▂▃▄▅▆▇█]", typed.Output);
    }

    [Fact]
    public void A_long_line_goes_on_below_where_it_began()
    {
        using var text = new StringWriter();
        var target = new ProbeTarget("stream", new Uri("http://127.0.0.1:1/"));
        var seen = new Observation { Variation = new(), Status = 200, Planned = 1, HeadAt = TimeSpan.Zero, Events = [new(0, TimeSpan.Zero, TimeSpan.Zero, 1)] };
        var hop = new HopExamination { Target = target, Trials = [], Decisive = new(seen, new(PatternKind.Streams, 1)) };
        var limit = new LimitFinding(LimitKind.Idle, TimeSpan.FromSeconds(60), "reset", KnownLimits.Of(LimitKind.Idle, TimeSpan.FromSeconds(60)));
        var report = new ProbeReport { At = default, Hops = [hop], Timeouts = new(TimeSpan.FromSeconds(75), [limit]) };
        Assert.Null(ProbeSettings.Read(new ProbeArguments { Url = "http://127.0.0.1:1/" }, out var settings));

        new ProbeTerminal(ProbeRun.ConsoleOf(text)).Write(report, settings, 0, null);

        var lines = text.ToString().ReplaceLineEndings("\n").Split('\n').SkipWhile(l => l != "Limits of the path").Skip(1).TakeWhile(l => l.Length > 0).ToArray();
        Assert.True(lines.Length > 2 && lines[0].Contains("default of nginx", StringComparison.Ordinal), string.Join('\n', lines));
        Assert.All(lines, line => Assert.StartsWith("  ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prometheus_text_has_a_help_and_a_type_per_family_and_numbers_behind_names()
    {
        var typed = await Typed.ProbeUntilAsync(t => t.Code == 0, origin.Url(), "--prometheus");
        typed.EndsWith(0);
        var lines = typed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, l => l.StartsWith("sluice_probe_held{hop=\"stream\"", StringComparison.Ordinal) && l.EndsWith(" 0", StringComparison.Ordinal));
        Assert.All(lines, l => Assert.Matches(MetricLine(), l));
        var named = lines.Where(l => l[0] != '#').Select(l => l.Split('{', ' ')[0]).Distinct();
        Assert.All(named, name => Assert.Contains($"# TYPE {name} gauge", lines));
    }

    [Fact]
    public async Task A_first_event_later_than_allowed_is_not_as_expected()
    {
        var typed = await Typed.ProbeUntilAsync(t => t.Error.Length > 0, origin.Url(), "--max-added-ttfb", "0s", "--format", "json");
        typed.EndsWith(1);
        Assert.Contains("from its sending to its arrival, expected at most", typed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_prints_a_line_each_time_and_the_report_when_something_changes()
    {
        var typed = await Typed.ProbeUntilAsync(t => t.Code == 0, origin.Url(), "--watch", "1ms", "--times", "2");
        typed.EndsWith(0);
        Assert.Equal(2, Regex.Count(typed.Output, @"(?m)^\d\d:\d\d:\d\d  STREAMS "));
        Assert.Equal(1, Regex.Count(typed.Output, "(?m)^STREAMS  http"));
    }

    [Fact]
    public async Task Where_nobody_answers_it_is_exit_code_3_and_says_so()
    {
        var typed = await Typed.ProbeAsync("http://127.0.0.1:9/");
        typed.EndsWith(3);
        Assert.Contains("NO ANSWER", typed.Output, StringComparison.Ordinal);
        Assert.Contains("refused", typed.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("no address was given")]
    [InlineData("expected an address that begins with http:// or https://", "ftp://x/")]
    [InlineData("expected text, json or prometheus", "http://127.0.0.1/", "--format", "xml")]
    [InlineData("expected streaming, head or any", "http://127.0.0.1/", "--expect", "wonders")]
    [InlineData("expected a duration such as 50ms", "http://127.0.0.1/", "--max-added-ttfb", "soon")]
    [InlineData("two hops are called", "--hop", "a=http://x/", "--hop", "a=http://y/")]
    [InlineData("expected a name and an address", "--hop", "http://x/")]
    [InlineData("--times needs --watch", "http://127.0.0.1/", "--times", "3")]
    [InlineData("expected 2s to 14m", "http://127.0.0.1/", "--max-wait", "1h")]
    [InlineData("expected 'Name: value'", "http://127.0.0.1/", "--header", "nonsense")]
    public async Task Wrong_usage_is_exit_code_2_with_what_was_expected(string expected, params string[] arguments)
    {
        var typed = await Typed.ProbeAsync(arguments);
        typed.EndsWith(2);
        Assert.Contains(expected, typed.Error, StringComparison.Ordinal);
    }

    static void AssertDocumented(JsonElement report)
    {
        Assert.Empty(Schema.Differences(report));
        AssertNamed(report);
    }

    static void AssertNamed(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Assert.Contains($"`{property.Name}`", Documentation, StringComparison.Ordinal);
                    AssertNamed(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    AssertNamed(item);
                break;
        }
    }

    [GeneratedRegex(@"^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+=""[^""]*""(,[a-z_]+=""[^""]*"")*\})? -?[0-9.]+(E[+-]?[0-9]+)?)$")]
    private static partial Regex MetricLine();
}
