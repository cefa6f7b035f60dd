using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Output;

/// <summary>What <c>--fix</c> prints: one file with every mechanical fix in place.</summary>
internal sealed record Patch(byte[] Content, int Applied, IReadOnlyList<Finding> Left)
{
    /// <summary>Patches one file. Findings whose edits lie elsewhere, or that need a person, are left over.</summary>
    public static Patch Of(SourceText source, LintReport report)
    {
        var mine = report.Findings.Where(finding => finding.Edits.Any(edit => edit.Span.Source.IsSameFile(source))).ToList();
        return new(source.Encode(TextEdit.Apply(source, mine.SelectMany(finding => finding.Edits))), mine.Count, [.. report.Findings.Except(mine)]);
    }
}
