using System.Globalization;
using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Terraform;

/// <summary>Timers that are numbers of seconds or milliseconds in an argument.</summary>
internal static class TerraformTimer
{
    /// <summary>Judges one argument as a timer (<see cref="TimerRule"/>); one whose value is not known is left alone.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="context">The run.</param>
    /// <param name="kind">What starts and resets it.</param>
    /// <param name="argument">Its name.</param>
    /// <param name="otherwise">The provider's default.</param>
    /// <param name="unit">What the number counts.</param>
    /// <param name="within">The block that holds it; null: the resource itself.</param>
    /// <param name="most">The longest time that the service allows; null: any.</param>
    /// <param name="hint">Whether it is met by streams; null: as the resource is.</param>
    /// <param name="route">What is affected; null: the resource.</param>
    public static IEnumerable<Finding> Check(
        LintRule rule, TerraformResource resource, LintContext context, TimerKind kind, string argument, TimeSpan otherwise, TimeSpan unit,
        ConfigNode? within = null, TimeSpan? most = null, StreamHint? hint = null, string? route = null)
    {
        if (resource.Time(argument, otherwise, unit, within) is not { } limit)
            return [];
        var written = resource.Argument(argument, within);
        var timer = new PathTimer(kind, limit, argument, (written ?? within ?? resource.Node).Head, Product.Terraform, written is null) { Route = route ?? resource.Address };
        return TimerRule.Check(rule, timer, context, hint ?? resource.Hint,
            value => $"{argument} = {Number(value > most ? most.Value : value, unit)}",
            snippet => resource.Set(argument, snippet[(argument.Length + 3)..], within));
    }

    static string Number(TimeSpan value, TimeSpan unit) => (value / unit).ToString("0", CultureInfo.InvariantCulture);
}
