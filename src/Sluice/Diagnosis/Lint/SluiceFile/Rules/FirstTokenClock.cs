using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.SluiceFile.Rules;

internal sealed class FirstTokenClock() : SluiceRule(new RuleInfo
{
    Id = "GW2105",
    Product = Product.Sluice,
    Title = "Sluice does not wait for the first token",
    Severity = Severity.Warning,
    Flags = "timeouts.first_token, of the gateway or of a route, below 60 s (warning) or 120 s (info). The default of 120 s passes, and so does off.",
    Why = "A long prompt, a queue or a reasoning model takes longer; the attempt is ended, and the next provider starts, and is paid, from the beginning.",
    Fix = "timeouts:\n  first_token: 5m",
    Changes = "Slow first tokens are waited for; a hung provider is left later. A short clock is right where another provider is quick and cheap.",
    Evidence = [FailureModes.T02, Sources.SluiceManual],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(SluiceConfiguration configuration, LintContext context) =>
        configuration.Clocks("first_token", Relay.TimeoutOptions.Default.FirstToken).SelectMany(clock => Timer(clock, TimerKind.FirstByte, context));
}
