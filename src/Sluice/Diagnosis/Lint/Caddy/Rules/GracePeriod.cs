using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Caddy.Rules;

internal sealed class GracePeriod() : CaddyRule(new RuleInfo
{
    Id = "GW1208",
    Product = Product.Caddy,
    Title = "a stop or reload of Caddy cuts the streams that run",
    Severity = Severity.Warning,
    Flags = "grace_period below the longest stream; where that is not known, below 5 minutes (info) or 60 s (warning). Without the option Caddy waits for its last stream, and nothing is flagged.",
    Why = "When this time is over, every connection that is still open is closed, in the middle of an answer.",
    Fix = "grace_period 10m",
    Changes = "A stopping process stays until its last stream has ended or the time is over.",
    Evidence = [Measurements.CaddyGrace, FailureModes.D01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(CaddyConfiguration configuration, LintContext context)
    {
        if (configuration.GracePeriod is not { } setting || !CaddyValues.TryDuration(setting, configuration.IsJson, out var limit) || limit == default)
            return [];
        return TimerRule.Check(this, new PathTimer(TimerKind.Drain, limit, "grace_period", setting.Head, Product.Caddy), context, configuration.Hint,
            value => $"grace_period {Durations.Show(value)}", snippet => configuration.Replace(setting, snippet.Split(' ')[^1]));
    }
}
