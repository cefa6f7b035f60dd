using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes;

/// <summary>Timers that stand in annotations or in fields of a manifest.</summary>
internal static class KubernetesTimer
{
    /// <summary>Judges an annotation of an Ingress as a timer (<see cref="TimerRule"/>).</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="ingress">The Ingress.</param>
    /// <param name="context">The run.</param>
    /// <param name="kind">What starts and resets it.</param>
    /// <param name="annotation">Its full name.</param>
    /// <param name="otherwise">The controller's default.</param>
    /// <param name="write">The value for a length, as the controller reads it.</param>
    public static IEnumerable<Finding> Annotation(
        LintRule rule, Ingress ingress, LintContext context, TimerKind kind, string annotation, TimeSpan otherwise, Func<TimeSpan, string> write)
    {
        var written = ingress.Object.Annotation(annotation);
        var limit = otherwise;
        if (ingress.Hint == StreamHint.No || (written is not null && !Durations.TryParse(written.Text(), TimeSpan.FromSeconds(1), out limit)))
            return [];
        var timer = new PathTimer(kind, limit, annotation, written?.Span ?? ingress.Object.Head, Product.Kubernetes, written is null) { Route = ingress.Routes[0] };
        return TimerRule.Check(rule, timer, context, ingress.Hint, write, value => ingress.Object.SetAnnotation(annotation, value))
            .Select(finding => finding with { Fix = $"{annotation}: \"{finding.Fix}\"", Routes = ingress.Routes });
    }

    /// <summary>Judges a field that is a duration such as <c>15s</c>, or a number of seconds. 0 switches it off.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="context">The run.</param>
    /// <param name="kind">What starts and resets it.</param>
    /// <param name="field">The field.</param>
    /// <param name="route">What is affected.</param>
    /// <param name="hint">Whether it carries streams.</param>
    /// <param name="write">The value for a length; null: as a duration.</param>
    public static IEnumerable<Finding> Field(
        LintRule rule, LintContext context, TimerKind kind, ConfigNode? field, string route, StreamHint hint, Func<TimeSpan, string>? write = null)
    {
        if (field is not { IsBlock: false, Arguments.Count: > 0 } || !Durations.TryParse(field.Text(), TimeSpan.FromSeconds(1), out var limit) || limit == TimeSpan.Zero)
            return [];
        return TimerRule.Check(rule, new PathTimer(kind, limit, field.Name, field.Span, Product.Kubernetes) { Route = route }, context, hint,
            write ?? Durations.Show, value => Text.TextEdit.Replace(field.Arguments[0].Span, value))
            .Select(finding => finding with { Fix = $"{field.Name}: {finding.Fix}" });
    }

    public static string Seconds(TimeSpan value) => $"{value.TotalSeconds:0}";
}
