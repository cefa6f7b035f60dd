using System.Text;

namespace Sluice.Diagnosis.Lint.Text;

/// <summary>A mechanical change of one place: these characters become those.</summary>
internal sealed record TextEdit(SourceSpan Span, string Replacement)
{
    public static TextEdit Replace(SourceSpan span, string replacement) => new(span, replacement);

    public static TextEdit InsertAfter(SourceSpan span, string text) => new(new(span.Source, span.End, 0), text);

    public static TextEdit InsertBefore(SourceSpan span, string text) => new(new(span.Source, span.Start, 0), text);

    /// <summary>A line of its own below the line on which the span ends, indented as that line is.</summary>
    public static TextEdit InsertLineBelow(SourceSpan span, string text) =>
        InsertAfter(span, span.Source.NewLine + span.Source.IndentAt(span.Start) + text);

    /// <summary>
    /// The file with all edits that concern it in place; everything else stays as it was. Of two edits that touch the same characters the
    /// first wins: the second is right again on the next run.
    /// </summary>
    public static string Apply(SourceText source, IEnumerable<TextEdit> edits)
    {
        var ordered = edits.Where(edit => edit.Span.Source.IsSameFile(source)).Distinct().OrderBy(edit => edit.Span.Start).ThenBy(edit => edit.Span.Length);
        var result = new StringBuilder(source.Text.Length + 64);
        var position = 0;
        foreach (var edit in ordered)
        {
            if (edit.Span.Start < position)
                continue;
            result.Append(source.Text, position, edit.Span.Start - position).Append(edit.Replacement);
            position = edit.Span.End;
        }
        return result.Append(source.Text, position, source.Text.Length - position).ToString();
    }
}
