using System.Text;
using System.Text.Json;
using Sluice.Cli;
using Sluice.Diagnosis.Fingerprints;
using Sluice.Diagnosis.Reports;
using Sluice.LabTests.Data;
using Sluice.LabTests.Reporting;
using Sluice.LabTests.Running;
using Xunit.Abstractions;

namespace Sluice.LabTests;

/// <summary>The probe against real products: what it says about each set-up of <c>tests/lab</c>.</summary>
public sealed class VerdictTests(LabFixture lab, ITestOutputHelper output) : IClassFixture<LabFixture>
{
    const double Enough = 0.95;

    static readonly bool Accepting = LabFixture.Only is null && Environment.GetEnvironmentVariable("SLUICE_LAB_ACCEPT") == "1";

    [Fact]
    public void Nineteen_verdicts_of_twenty_are_right()
    {
        Say();
        AssertShare(lab.Results, r => r.VerdictIsRight);
    }

    [Fact]
    public void Nineteen_hops_of_twenty_are_right_in_chains() => AssertShare(lab.Results.Where(r => r.Setup.IsChain), r => r.HopIsRight);

    [Fact]
    public void Nineteen_mechanisms_of_twenty_lead_to_the_right_directive() =>
        AssertShare(lab.Results.Where(r => r.Setup.Expect.Cause is not null), r => r.CauseIsRight);

    [Fact]
    public void No_good_set_up_is_called_bad() => Assert.Empty(lab.Results.Where(r => r.IsFalseAlarm).Select(r => $"{r.Setup.Name}: {r.Figures}"));

    [Fact]
    public void Every_verdict_takes_less_than_twenty_seconds() =>
        Assert.Empty(lab.Results.Where(r => r.IsSlow).Select(r => $"{r.Setup.Name}: {r.Report.Took.TotalSeconds:0.0} s"));

    [Fact]
    public void Limits_and_hidden_truncation_are_found_where_they_are() =>
        AssertShare(lab.Results.Where(r => r.Setup.Expect.Limits is not null || r.Setup.Expect.LooksComplete is not null), r => r.Differences is []);

    [Fact]
    public void Every_report_fits_the_documented_schema()
    {
        var schema = JsonSchema.Read("docs", "probe.schema.json");
        Assert.Empty(lab.Results.SelectMany(r =>
        {
            using var json = new MemoryStream();
            JsonReport.Write(r.Report, json);
            using var document = JsonDocument.Parse(json.ToArray());
            return schema.Differences(document.RootElement).Select(d => $"{r.Setup.Name}: {d}");
        }));
    }

    [Fact]
    public void The_lab_is_as_large_as_it_says()
    {
        Assert.True(LabSetup.All.Count >= 40, $"{LabSetup.All.Count} set-ups");
        Assert.True(LabSetup.All.SelectMany(s => s.Tiers).Select(t => t.Product).Distinct().Count() >= 8, "at least 8 products");
        Assert.Contains(LabSetup.All, s => s.Tiers.Count == 3);
        Assert.Contains($"{LabSetup.All.Count} set-ups", File.ReadAllText(Path.Combine(Repository.Root, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_shows_what_the_lab_finds()
    {
        if (Accepting)
            LabDocument.Write(LabTable.Write(lab.Results, await LabDocument.VersionsAsync(LabSetup.All.SelectMany(s => s.Tiers).Select(t => t.Product).Distinct())));
        var document = LabDocument.Read().Split('\n');

        // Times and figures differ from run to run; set-ups, what they must be and what was found do not, short of a machine's worst moments.
        Assert.Empty(LabSetup.All.Where(s => !document.Any(line => line.StartsWith(LabTable.Fixed(s), StringComparison.Ordinal))).Select(s => $"{s.Name}: the document lacks this set-up, or shows it otherwise"));
        Assert.Equal(LabSetup.All.Count, document.Count(line => line.StartsWith("| [", StringComparison.Ordinal)));
        AssertShare(lab.Results, r => document.Any(line => line.StartsWith(LabTable.Fixed(r.Setup) + LabTable.Found(r), StringComparison.Ordinal)));
    }

    [Fact]
    public void The_document_says_how_each_mechanism_is_known_and_what_lint_finds()
    {
        var tables = new StringBuilder();
        LabTable.Mechanisms(tables);
        LabTable.Lint(tables);
        // Where they are being written anew, the test above does it, before or after this one.
        if (!Accepting)
            Assert.Contains(tables.ToString().Trim(), LabDocument.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mechanism_that_is_called_measured_is_shown_by_a_set_up()
    {
        // varnish-gzip is what only clients that accept gzip see; the probe decides by those that do not, who are held too (varnish-gunzip).
        var shown = LabSetup.All.Select(s => s.Expect.Cause).Append("varnish-gzip").ToHashSet();
        Assert.Empty(KnownFingerprints.All.Where(f => f.Basis == Basis.Measured && !shown.Contains(f.Id)).Select(f => f.Id));
        Assert.Empty(KnownFingerprints.All.Where(f => f.Basis != Basis.Measured && shown.Contains(f.Id)).Select(f => f.Id));
    }

    [Fact]
    public void What_a_new_user_reads_in_the_manual_is_what_the_probe_says()
    {
        // Somebody who works on another set-up has no report of this one.
        if (lab.Results.FirstOrDefault(r => r.Setup.Name == "nginx-default") is not { } result)
            return;
        var manual = File.ReadAllText(Path.Combine(Repository.Root, "docs", "probe.md")).ReplaceLineEndings("\n");
        using var text = new StringWriter();
        Assert.Null(ProbeSettings.Read(new ProbeArguments { Url = "http://127.0.0.1:8080/" }, out var settings));
        new ProbeTerminal(ProbeRun.ConsoleOf(text)).Write(result.Report, settings, 1, null);
        var advice = text.ToString().ReplaceLineEndings("\n").Split('\n').SkipWhile(l => !l.StartsWith("Who ", StringComparison.Ordinal)).TakeWhile(l => !l.Contains("observations in", StringComparison.Ordinal));
        Assert.All(advice.Where(l => !l.StartsWith("Who ", StringComparison.Ordinal)), line => Assert.Contains(line, manual, StringComparison.Ordinal));
        Assert.Contains("Change  proxy_buffering off;", manual, StringComparison.Ordinal);
    }

    static void AssertShare(IEnumerable<LabResult> results, Func<LabResult, bool> right)
    {
        var all = results.ToArray();
        var wrong = all.Where(r => !right(r)).Select(r => $"{r.Setup.Name}: {string.Join("; ", r.Differences)}").ToArray();
        Assert.True(wrong.Length <= (1 - Enough) * all.Length, $"{wrong.Length} of {all.Length} are wrong:\n{string.Join('\n', wrong)}");
    }

    void Say()
    {
        output.WriteLine($"{lab.Results.Count} set-ups in {lab.Took.TotalSeconds:0} s");
        foreach (var result in lab.Results)
        {
            output.WriteLine($"{result.Setup.Name}: {result.Figures}; hop {result.Hop}; {result.Ranking}; complete {string.Join(", ", result.LooksComplete)}; {result.Report.Took.TotalSeconds:0.0} s"
                + (result.Differences is [] ? "" : $"\n  WRONG {string.Join("\n  WRONG ", result.Differences)}"));
            foreach (var repeat in result.Repeats)
                output.WriteLine($"  examined again because: {repeat}");
        }
    }
}
