using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Varnish.Rules;

internal sealed class BetweenBytesTimeout() : VarnishRule(new RuleInfo
{
    Id = "GW1406",
    Product = Product.Varnish,
    Title = "Varnish cuts streams that are silent for too long",
    Severity = Severity.Error,
    Flags = ".between_bytes_timeout of a backend, or bereq.between_bytes_timeout set for all, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning). The default of 60 s counts as written.",
    Why = "The clock runs between two reads from the backend, so it covers every pause of a reasoning model. When it ends, the client gets half an answer.",
    Fix = ".between_bytes_timeout = 300s;",
    Changes = "Silent streams live longer; a backend that died without closing its connection is noticed later.",
    Evidence = [Measurements.VarnishTimers, FailureModes.T01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(VclConfiguration configuration, LintContext context) =>
        VarnishTimers.Check(this, configuration, context, TimerKind.Idle, "between_bytes_timeout");
}
