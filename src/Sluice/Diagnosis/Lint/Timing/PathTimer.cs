using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Timing;

/// <summary>One timer of one hop.</summary>
/// <param name="Kind">What starts and resets it.</param>
/// <param name="Limit">Its length.</param>
/// <param name="Setting">The product's name for it.</param>
/// <param name="Span">The directive, or where it would stand when the default holds.</param>
/// <param name="Product">Whose it is.</param>
/// <param name="IsDefault">Nothing sets it: the product's default holds.</param>
internal sealed record PathTimer(TimerKind Kind, TimeSpan Limit, string Setting, SourceSpan Span, Product Product, bool IsDefault = false)
{
    public string Route { get; init; } = "";

    /// <summary>What goes off a longer setting before this timer: a preStop hook off the grace period.</summary>
    public TimeSpan Spent { get; init; }
}
