using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint;

/// <summary>A place where a rule does not hold.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Span">Where the cause stands.</param>
/// <param name="Message">What was found here and what it does, in one or two sentences.</param>
internal sealed record Finding(RuleInfo Rule, SourceSpan Span, string Message)
{
    public required Severity Severity { get; init; }

    /// <summary>The lines to write at this place.</summary>
    public required string Fix { get; init; }

    /// <summary>Locations, routes or resources that are affected, in the product's own words.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>Mechanical changes that remove the finding; empty where a person has to decide.</summary>
    public IReadOnlyList<TextEdit> Edits { get; init; } = [];
}
