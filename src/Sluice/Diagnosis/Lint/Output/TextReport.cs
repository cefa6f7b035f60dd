using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Output;

/// <summary>The report for a person at a terminal: place, what is wrong there, what to write instead.</summary>
internal sealed class TextReport(TextWriter writer, bool colours, int width)
{
    const string Margin = "        ";

    public void Write(LintReport report)
    {
        string? file = null;
        foreach (var finding in report.Findings)
        {
            if (finding.Span.Source.Path != file)
            {
                file = finding.Span.Source.Path;
                writer.WriteLine(Paint("1", file));
                writer.WriteLine();
            }
            WriteFinding(finding);
        }
        foreach (var failure in report.Failures)
            writer.WriteLine($"{Paint("31;1", "not read")}  {failure.Path}: {failure.Message}");
        if (report.Failures.Count > 0)
            writer.WriteLine();
        WriteSummary(report);
    }

    void WriteFinding(Finding finding)
    {
        var (line, column) = finding.Span.Source.Position(finding.Span.Start);
        writer.WriteLine($"{line + ":" + column,7} {Badge(finding.Severity)} {finding.Rule.Id}  {Paint("1", finding.Rule.Title)}");
        if (finding.Routes.Count > 0)
            WriteProse(finding.Routes.Count <= 4 ? string.Join("; ", finding.Routes) : $"{string.Join("; ", finding.Routes.Take(3))} and {finding.Routes.Count - 3} more", "36");
        WriteExcerpt(finding, line, column);
        WriteProse(finding.Message, null);
        var label = finding.Edits.Count > 0 ? "fix:  " : "do:   ";
        foreach (var fix in finding.Fix.Split('\n'))
        {
            writer.WriteLine($"{Margin}{Paint("32", label + fix)}");
            label = "      ";
        }
        writer.WriteLine();
    }

    void WriteExcerpt(Finding finding, int line, int column)
    {
        var text = finding.Span.Source.Line(line);
        var shift = Math.Max(0, column - 1 - width / 2);
        var visible = text.Length > shift ? text[shift..] : "";
        if (visible.Length > width - 20)
            visible = visible[..(width - 20)];
        var blanks = new string([.. visible.Take(Math.Min(visible.Length, column - 1 - shift)).Select(c => c == '\t' ? '\t' : ' ')]);
        var carets = new string('^', Math.Clamp(Math.Min(finding.Span.Length, visible.Length - blanks.Length), 1, 60));
        writer.WriteLine($"{Margin}{Paint("2", $"{line,5} | ")}{Printable(visible)}");
        writer.WriteLine($"{Margin}{Paint("2", "      | ")}{blanks}{Paint("33", carets)}");
    }

    void WriteProse(string text, string? style)
    {
        foreach (var line in Wrap.Lines(text, width - Margin.Length))
            writer.WriteLine(Margin + (style is null ? line : Paint(style, line)));
    }

    void WriteSummary(LintReport report)
    {
        var products = report.Files.GroupBy(file => file.Product).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key.Title()}");
        var files = report.Files.Count == 0 ? "no file read" : $"in {Count(report.Files.Count, "file")} ({string.Join(", ", products)})";
        writer.WriteLine(report.Findings.Count == 0
            ? $"{Paint("32;1", "nothing found")} {files}"
            : $"{Count(report.Count(Severity.Error), "error")}, {Count(report.Count(Severity.Warning), "warning")}, {report.Count(Severity.Info)} info {files}");
        var summary = PathSummary.Of(report).ToList();
        if (summary.Count > 0)
        {
            writer.WriteLine();
            writer.WriteLine("The tightest timers that a stream meets:");
            foreach (var (timer, consequence) in summary)
            {
                var origin = timer.IsDefault ? ", by default" : "";
                writer.WriteLine($"  {timer.Kind.Describe(),-11}{Durations.Show(timer.Limit),5}  {timer.Setting}{origin} ({timer.Span.Source.Path}:{timer.Span.Line}): {consequence}");
            }
        }
        foreach (var note in report.Notes)
            writer.WriteLine($"note: {note}");
        if (report.Findings.Count > 0)
            writer.WriteLine($"{Environment.NewLine}More on a rule: sluice lint --explain {report.Findings.MaxBy(finding => finding.Severity)!.Rule.Id}");
    }

    string Badge(Severity severity) => severity switch
    {
        Severity.Error => Paint("31;1", "error  "),
        Severity.Warning => Paint("33;1", "warning"),
        _ => Paint("34", "info   "),
    };

    string Paint(string style, string text) => colours ? $"\u001b[{style}m{text}\u001b[0m" : text;

    static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>Control characters of a broken file must not reach the terminal.</summary>
    static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) && c != '\t' ? '\uFFFD' : c));
}
