using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.HAProxy.Rules;

internal sealed class HardStop() : HAProxyRule(new RuleInfo
{
    Id = "GW1108",
    Product = Product.HAProxy,
    Title = "a reload of HAProxy cuts the streams that run",
    Severity = Severity.Warning,
    Flags = "hard-stop-after below the longest stream; where that is not known, below 5 minutes (info) or 60 s (warning). Without it the old process waits for its last stream, and nothing is flagged.",
    Why = "After a reload or a soft stop the old process closes every connection that is still open when this time is over.",
    Fix = "hard-stop-after 10m",
    Changes = "Old processes stay until their last stream has ended or the time is over.",
    Evidence = [Measurements.HAProxyHardStop, FailureModes.D01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(HAProxyConfiguration configuration, LintContext context)
    {
        if (configuration.Pairs.Count == 0 || configuration.Global("hard-stop-after").LastOrDefault() is not { } line
            || !Durations.TryParse(line.Argument(0), TimeSpan.FromMilliseconds(1), out var limit))
            return [];
        return TimerRule.Check(this, new PathTimer(TimerKind.Drain, limit, "hard-stop-after", line.Head, Product.HAProxy), context, StreamHint.Maybe,
            value => $"hard-stop-after {Durations.Show(value)}", snippet => TextEdit.Replace(line.Head, snippet));
    }
}
