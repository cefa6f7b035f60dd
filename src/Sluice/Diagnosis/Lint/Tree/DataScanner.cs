using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Tree;

/// <summary>Where the reader of a data format is in its file, and how it says what it cannot read.</summary>
internal abstract class DataScanner(SourceText source, string format)
{
    protected const int MaxDepth = 100;

    protected SourceText Source { get; } = source;

    protected string Text { get; } = source.Text;

    protected int At { get; set; }

    protected bool IsAtEnd => At >= Text.Length;

    /// <summary>The character here; NUL at the end of the file.</summary>
    protected char Peek() => At < Text.Length ? Text[At] : '\0';

    protected void CheckDepth(int depth)
    {
        if (depth > MaxDepth)
            throw Error($"more than {MaxDepth} levels of nesting: expected a configuration, which needs a few");
    }

    /// <summary>What was found here instead of what was expected.</summary>
    protected SyntaxException Error(string expected)
    {
        var found = IsAtEnd ? "the file ends here" : $"found \"{Text[At]}\"";
        return new(Source.Span(At, 1), $"not valid {format}: {found}; {expected}");
    }
}
