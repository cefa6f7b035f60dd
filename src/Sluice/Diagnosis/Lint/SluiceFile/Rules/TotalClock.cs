using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.SluiceFile.Rules;

internal sealed class TotalClock() : SluiceRule(new RuleInfo
{
    Id = "GW2107",
    Product = Product.Sluice,
    Title = "Sluice ends answers after a fixed time",
    Severity = Severity.Error,
    Flags = "timeouts.total, of the gateway or of a route, below the longest stream; where that is not known, below 10 minutes (warning). It is off by default.",
    Why = "A stream has no natural length: the clock ends it in full flow, whatever it sends.",
    Fix = "timeouts:\n  total: 15m",
    Changes = "Longer streams pass; idle and progress still end those that hang.",
    Evidence = [FailureModes.T03, Sources.SluiceManual],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(SluiceConfiguration configuration, LintContext context) =>
        configuration.Clocks("total", null).SelectMany(clock => Timer(clock, TimerKind.Total, context));
}
