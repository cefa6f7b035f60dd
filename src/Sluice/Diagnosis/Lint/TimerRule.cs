using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint;

/// <summary>How a rule about a timer finds and words its findings: one policy for all products (<see cref="PathBudget"/>).</summary>
internal static class TimerRule
{
    /// <summary>Notes the timer for the path as a whole, and yields a finding where it is too short.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="timer">The timer as configured.</param>
    /// <param name="context">The run.</param>
    /// <param name="hint">Whether the route carries streams: where it may not, an error is a warning.</param>
    /// <param name="fix">Writes the setting for a length that passes.</param>
    /// <param name="edit">Makes the edit for that setting; null where there is none.</param>
    public static IEnumerable<Finding> Check(
        LintRule rule, PathTimer timer, LintContext context, StreamHint hint, Func<TimeSpan, string> fix, Func<string, TextEdit?>? edit = null)
    {
        if (hint == StreamHint.No)
            yield break;
        context.Timers.Add(timer);
        if (context.Budget.Judge(timer.Kind, timer.Limit) is not { } severity)
            yield break;
        var snippet = fix(context.Budget.Suggest(timer.Kind));
        var origin = timer.IsDefault ? ", the default: nothing sets it here" : "";
        yield return new Finding(rule.Info, timer.Span, $"{timer.Setting} is {Durations.Show(timer.Limit)}{origin}; {context.Budget.Explain(timer.Kind, timer.Limit)}.")
        {
            Severity = hint.Cap(severity),
            Fix = snippet,
            Routes = timer.Route.Length > 0 ? [timer.Route] : [],
            Edits = edit?.Invoke(snippet) is { } change ? [change] : [],
        };
    }
}
