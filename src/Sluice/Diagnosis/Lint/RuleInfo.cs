namespace Sluice.Diagnosis.Lint;

/// <summary>What a rule says of itself: the source of its findings, of <c>--explain</c> and of its page under <c>docs/lint</c>.</summary>
internal sealed record RuleInfo
{
    /// <summary>Two letters and four digits; the first two digits are the product's block.</summary>
    public required string Id { get; init; }

    public required Product Product { get; init; }

    /// <summary>The harm in a few words, without a full stop.</summary>
    public required string Title { get; init; }

    /// <summary>The severity on a route that is known to carry streams; findings on other routes may be milder, never worse.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Exactly which configuration is flagged, and which is not.</summary>
    public required string Flags { get; init; }

    /// <summary>What happens to a token stream, in one or two sentences.</summary>
    public required string Why { get; init; }

    /// <summary>The lines to write.</summary>
    public required string Fix { get; init; }

    /// <summary>What is different once the fix is in, costs included.</summary>
    public required string Changes { get; init; }

    /// <summary>Where the knowledge comes from.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; init; }

    /// <summary>Whether at least some findings carry an edit for <c>--fix</c>.</summary>
    public bool Mechanical { get; init; }

    /// <summary>The rule's page, relative to the repository.</summary>
    public string Page => $"docs/lint/{Id}.md";
}
