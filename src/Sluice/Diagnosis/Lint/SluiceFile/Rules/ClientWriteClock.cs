using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.SluiceFile.Rules;

internal sealed class ClientWriteClock() : SluiceRule(new RuleInfo
{
    Id = "GW2108",
    Product = Product.Sluice,
    Title = "clients on slow links are dropped while they read",
    Severity = Severity.Warning,
    Flags = "timeouts.client_write, of the gateway or of a route, below 10 s. The default is 60 s.",
    Why = "A phone that changes cells, or a browser tab that is paused, leaves bytes unread for some seconds; the generation is cancelled, and has been paid for.",
    Fix = "timeouts:\n  client_write: 60s",
    Changes = "Stalled clients are borne for longer; what is held for each is bounded.",
    Evidence = [Sources.SluiceManual],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(SluiceConfiguration configuration, LintContext context) =>
        configuration.Clocks("client_write", Relay.TimeoutOptions.Default.ClientWrite).SelectMany(clock => Timer(clock, TimerKind.ClientWrite, context));
}
