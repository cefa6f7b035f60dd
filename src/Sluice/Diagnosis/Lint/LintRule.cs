using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint;

/// <summary>One thing that breaks token streams. A rule is one file, listed in <see cref="RuleCatalog"/>.</summary>
internal abstract class LintRule(RuleInfo info)
{
    public RuleInfo Info { get; } = info;

    /// <summary>A finding of this rule at this place, with the rule's own severity and fix.</summary>
    protected Finding At(SourceSpan span, string message) => new(Info, span, message) { Severity = Info.Severity, Fix = Info.Fix };

    /// <summary>The same, with the severity that the likelihood of streams on this route allows.</summary>
    protected Finding At(SourceSpan span, string message, StreamHint hint, string route) =>
        At(span, message) with { Severity = hint.Cap(Info.Severity), Routes = [route] };
}

/// <summary>A rule about one kind of thing: a route, a proxy, a resource.</summary>
internal abstract class LintRule<TSubject>(RuleInfo info) : LintRule(info)
{
    public abstract IEnumerable<Finding> Check(TSubject subject, LintContext context);
}
