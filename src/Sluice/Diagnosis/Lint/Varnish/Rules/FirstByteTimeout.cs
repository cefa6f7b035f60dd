using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Varnish.Rules;

internal sealed class FirstByteTimeout() : VarnishRule(new RuleInfo
{
    Id = "GW1405",
    Product = Product.Varnish,
    Title = "Varnish gives up on backends that think before they answer",
    Severity = Severity.Warning,
    Flags = ".first_byte_timeout of a backend, or bereq.first_byte_timeout set for all, below 120 s (info) or 60 s (warning); the default of 60 s counts as written.",
    Why = "Many servers send their headers with the first token. Until then this clock runs, and the client gets a 503 without a single token.",
    Fix = ".first_byte_timeout = 300s;",
    Changes = "Slow starts survive; a backend that never answers is noticed later.",
    Evidence = [Measurements.VarnishTimers, FailureModes.T02],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(VclConfiguration configuration, LintContext context) =>
        VarnishTimers.Check(this, configuration, context, TimerKind.FirstByte, "first_byte_timeout");
}
