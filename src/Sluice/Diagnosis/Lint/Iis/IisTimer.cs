using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Diagnosis.Lint.Iis;

/// <summary>Timers that are attributes: <c>00:02:00</c>, or numbers of seconds.</summary>
internal static class IisTimer
{
    /// <summary>Judges one attribute as a timer (<see cref="TimerRule"/>).</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="context">The run.</param>
    /// <param name="kind">What starts and resets it.</param>
    /// <param name="node">The element.</param>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="otherwise">The default; null: an attribute that is not written is not judged.</param>
    /// <param name="route">What is affected.</param>
    /// <param name="hint">Whether streams meet it.</param>
    /// <param name="inSeconds">A bare number instead of hours, minutes and seconds.</param>
    public static IEnumerable<Finding> Check(
        LintRule rule, LintContext context, TimerKind kind, XmlElementNode node, string attribute, TimeSpan? otherwise, string route, StreamHint hint, bool inSeconds = false)
    {
        var written = node.Attribute(attribute);
        var limit = otherwise ?? TimeSpan.Zero;
        if (written is null ? otherwise is null : !(inSeconds ? Durations.TryParse(written.Value, TimeSpan.FromSeconds(1), out limit) : IisSection.TryTime(written.Value, out limit)))
            return [];
        var timer = new PathTimer(kind, limit, $"{node.Name} {attribute}", written?.Span ?? node.StartTag, Product.Iis, written is null) { Route = route };
        return TimerRule.Check(rule, timer, context, hint, value => inSeconds ? $"{value.TotalSeconds:0}" : IisSection.Time(value), value => node.Set(attribute, value))
            .Select(finding => finding with { Fix = $"{attribute}=\"{finding.Fix}\"" });
    }
}
