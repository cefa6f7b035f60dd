namespace Sluice.Diagnosis.Lint.Text;

/// <summary>A run of characters of one file.</summary>
internal readonly record struct SourceSpan(SourceText Source, int Start, int Length)
{
    public int End => Start + Length;

    public int Line => Source.Position(Start).Line;

    public int Column => Source.Position(Start).Column;

    /// <summary>The characters themselves.</summary>
    public string Text => Source.Text.Substring(Start, Math.Min(Length, Source.Text.Length - Start));

    /// <summary>From the start of this span to the end of another in the same file.</summary>
    public SourceSpan To(SourceSpan last) => this with { Length = Math.Max(Length, last.End - Start) };
}
