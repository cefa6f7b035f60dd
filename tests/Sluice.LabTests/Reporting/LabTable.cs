using System.Globalization;
using System.Text;
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

    static string Shown(string verdict, string only) => only == "always" ? verdict : $"{verdict} ({only})";
}
