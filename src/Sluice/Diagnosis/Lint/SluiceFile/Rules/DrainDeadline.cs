using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.SluiceFile.Rules;

internal sealed class DrainDeadline() : SluiceRule(new RuleInfo
{
    Id = "GW2104",
    Product = Product.Sluice,
    Title = "streams are ended before they are done when Sluice stops",
    Severity = Severity.Warning,
    Flags = "drain.deadline (300 s unless set) below the longest stream; where that is not known, below 5 minutes (info) or 60 s (warning).",
    Why = "What still streams at the deadline is ended with an error event in its dialect: clients know, and have to ask, and pay, again.",
    Fix = "drain:\n  deadline: 10m",
    Changes = "A stopping gateway stays until its last stream has ended or the deadline is over; the pod's terminationGracePeriodSeconds and the balancer's deregistration delay have to be longer.",
    Evidence = [FailureModes.D01, Sources.SluiceManual],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(SluiceConfiguration configuration, LintContext context) =>
        configuration.Deadline is { Limit: not null } clock ? Timer(clock, TimerKind.Drain, context) : [];
}
