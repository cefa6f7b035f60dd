using Sluice.Diagnosis.Lint;

namespace Sluice.Tests.Diagnosis.Lint;

/// <summary>Runs the linter over files that a test writes down.</summary>
internal static class Lints
{
    /// <summary>Lints the first file; the others are there to be included.</summary>
    public static LintReport Run(params (string Path, string Text)[] files) => Run(new LintOptions(), files);

    public static LintReport Run(LintOptions options, params (string Path, string Text)[] files)
    {
        var memory = new MemoryFiles();
        foreach (var (path, text) in files)
            memory.Add(path, text);
        return new Linter(options, memory).Run([files[0].Path]);
    }

    /// <summary>Rules, files, lines and columns of the findings.</summary>
    public static IEnumerable<string> Places(this LintReport report) =>
        report.Findings.Select(finding => $"{finding.Rule.Id} {finding.Span.Source.Path}:{finding.Span.Line}:{finding.Span.Column}");

    /// <summary>Asserts that the file is refused at this place, with these words.</summary>
    public static void IsRefused(LintReport report, int line, int column, string words)
    {
        var finding = Assert.Single(report.Findings, finding => finding.Rule.Id == "GW0001");
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (finding.Span.Line, finding.Span.Column));
    }
}
