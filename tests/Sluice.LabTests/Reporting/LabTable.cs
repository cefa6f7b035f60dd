using System.Globalization;
using System.Text;
using Sluice.Diagnosis.Fingerprints;
using Sluice.LabTests.Data;
using Sluice.LabTests.Running;

namespace Sluice.LabTests.Reporting;

/// <summary>The lab's results as Markdown: the generated part of <c>docs/diagnosis.md</c>.</summary>
internal static class LabTable
{
    /// <summary>How each row of the table of set-ups begins: name, products, what it is, what must be found. Only this much is the same in every run.</summary>
    public static string Fixed(LabSetup setup) => string.Create(CultureInfo.InvariantCulture,
        $"| [{setup.Name}](../tests/lab/{setup.Name}) | {setup.About} | {Shown(setup.Expect.Verdict, setup.Expect.OnlyWhen)}{(setup.Expect.Hop is { } hop ? $" at {hop}" : "")} |");

    /// <summary>What was found, as the row says it behind its fixed part.</summary>
    public static string Found(LabResult result) =>
        $" {Shown(result.Verdict, result.OnlyWhen)}{(result.Setup.IsChain && result.Hop is { } hop ? $" at {hop}" : "")} | {result.Cause ?? "-"} |";

    /// <summary>Everything between the marks of the document.</summary>
    public static string Write(IReadOnlyList<LabResult> results, IEnumerable<string> versions)
    {
        var text = new StringBuilder();
        var chains = results.Where(r => r.Setup.IsChain).ToArray();
        var caused = results.Where(r => r.Setup.Expect.Cause is not null).ToArray();
        text.Append(CultureInfo.InvariantCulture, $"{results.Count} set-ups of {results.SelectMany(r => r.Setup.Tiers).Select(t => t.Product).Distinct().Count()} products, {chains.Length} of them chains: ")
            .Append(CultureInfo.InvariantCulture, $"{results.Count(r => r.VerdictIsRight)} verdicts right, {chains.Count(r => r.HopIsRight)} of {chains.Length} hops right, {caused.Count(r => r.CauseIsRight)} of {caused.Length} mechanisms ranked first, ")
            .Append(CultureInfo.InvariantCulture, $"{results.Count(r => r.IsFalseAlarm)} of {results.Count(r => r.Setup.Expect.IsGood)} good set-ups called bad.\n\n");
        text.Append("Versions: ").AppendJoin(", ", versions).Append(".\n\n");
        Confusion(text, results);
        Setups(text, results);
        Ends(text, results);
        Limits(text, results);
        Mechanisms(text);
        Lint(text);
        return text.ToString().TrimEnd();
    }

    static void Confusion(StringBuilder text, IReadOnlyList<LabResult> results)
    {
        var classes = results.SelectMany(r => new[] { r.Setup.Expect.Verdict, r.Verdict }).Distinct().Order(StringComparer.Ordinal).ToArray();
        text.Append("### By class\n\nRows: what must be found; columns: what was.\n\n| |").AppendJoin("", classes.Select(c => $" {c} |")).Append("\n|---|").AppendJoin("", classes.Select(_ => "---|")).Append('\n');
        foreach (var expected in classes)
        {
            text.Append("| **").Append(expected).Append("** |");
            foreach (var found in classes)
            {
                var count = results.Count(r => r.Setup.Expect.Verdict == expected && r.Verdict == found);
                text.Append(' ').Append(count == 0 ? "" : count.ToString(CultureInfo.InvariantCulture)).Append(" |");
            }

            text.Append('\n');
        }
    }

    static void Setups(StringBuilder text, IReadOnlyList<LabResult> results)
    {
        text.Append("\n### By set-up\n\n| Set-up | What it is | Must be | Found | Mechanism | Took |\n|---|---|---|---|---|---|\n");
        foreach (var result in results)
            text.Append(Fixed(result.Setup)).Append(Found(result)).Append(CultureInfo.InvariantCulture, $" {result.Report.Took.TotalSeconds:0} s |\n");
    }

    static void Ends(StringBuilder text, IReadOnlyList<LabResult> results)
    {
        string[] cases = ["1.1 closed", "1.1 reset", "2 closed", "2 reset"];
        text.Append("\n### When the source breaks off\n\nWhether clients can tell. Closed: the source ends its connection in the middle of an answer; reset: it resets it.\n\n")
            .Append("| Set-up | HTTP/1.1, closed | HTTP/1.1, reset | HTTP/2, closed | HTTP/2, reset |\n|---|---|---|---|---|\n");
        foreach (var result in results.Where(r => !r.Setup.IsChain && r.Report.Outermost.Cuts.Count > 0))
        {
            var cells = cases.Select(c => result.Report.Outermost.Cuts.FirstOrDefault(cut => LabResult.Name(cut) == c) is { } cut ? cut.LooksComplete ? "**looks complete**" : "seen" : "");
            text.Append("| ").Append(result.Setup.Name).Append(" | ").AppendJoin(" | ", cells).Append(" |\n");
        }
    }

    static void Limits(StringBuilder text, IReadOnlyList<LabResult> results)
    {
        text.Append("\n### Limits that were found\n\n| Set-up | Silence | Head | First byte | Whole answer |\n|---|---|---|---|---|\n");
        foreach (var result in results.Where(r => r.Report.Timeouts is not null))
        {
            var limits = result.Report.Timeouts!.Limits.ToDictionary(l => Diagnosis.Reports.JsonReport.LimitCode(l.Kind), l => l.After);
            text.Append("| ").Append(result.Setup.Name).Append(" | ")
                .AppendJoin(" | ", new[] { "idle", "head", "first-byte", "total" }.Select(k => limits.GetValueOrDefault(k) is { } after ? string.Create(CultureInfo.InvariantCulture, $"{after.TotalSeconds:0.0} s") : "none"))
                .Append(" |\n");
        }
    }

    /// <summary>Every fingerprint, how it is known, and the set-ups that show it. The same in every run.</summary>
    public static void Mechanisms(StringBuilder text)
    {
        text.Append("\n### Mechanisms, and how each is known\n\nMeasured: on the product itself. Derived: from its source or its makers' pages. Reported: by its users. Set-ups of the lab repeat what they name.\n\n")
            .Append("| Mechanism | Product | Known | Shown by |\n|---|---|---|---|\n");
        foreach (var fingerprint in KnownFingerprints.All.OrderBy(f => f.Basis).ThenBy(f => f.Id, StringComparer.Ordinal))
        {
            var shown = LabSetup.All.Where(s => s.Expect.Cause == fingerprint.Id).Select(s => s.Name).ToArray();
            text.Append(CultureInfo.InvariantCulture, $"| {fingerprint.Id} | {fingerprint.Product} | {fingerprint.Basis.ToString().ToLowerInvariant()} | {(shown.Length > 0 ? string.Join(", ", shown) : "-")} |\n");
        }
    }

    /// <summary>What lint says of the same files, set against what the probe says of their hops. The same in every run, and tested file by file.</summary>
    public static void Lint(StringBuilder text)
    {
        var files = LabSetup.All.SelectMany(s => s.Tiers.Where(t => s.Lint?.ContainsKey(t.Config) is true).Select(t => (Setup: s, Tier: t, Bad: s.IsToBlame(t), Flagged: s.Lint![t.Config].Count > 0))).ToArray();
        text.Append("\n### What lint finds in the same files\n\nRows: whether the hop of a file is to blame for what the probe must find; columns: whether lint must flag the file.\n\n")
            .Append("| | flagged | not flagged |\n|---|---|---|\n");
        foreach (var bad in new[] { true, false })
            text.Append(CultureInfo.InvariantCulture, $"| **{(bad ? "to blame" : "not to blame")}** | {files.Count(f => f.Bad == bad && f.Flagged)} | {files.Count(f => f.Bad == bad && !f.Flagged)} |\n");
        text.Append("\nWhere both differ, one file alone cannot show what the path does:\n\n");
        foreach (var (setup, tier, bad, _) in files.Where(f => f.Bad != f.Flagged))
            text.Append(CultureInfo.InvariantCulture, $"- {setup.Name}, {tier.Config}, {(bad ? "to blame and not flagged" : "flagged and not to blame")}: {setup.LintNote}\n");
    }

    static string Shown(string verdict, string only) => only == "always" ? verdict : $"{verdict} ({only})";
}
