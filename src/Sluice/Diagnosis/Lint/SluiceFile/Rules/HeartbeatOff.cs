namespace Sluice.Diagnosis.Lint.SluiceFile.Rules;

internal sealed class HeartbeatOff() : SluiceRule(new RuleInfo
{
    Id = "GW2102",
    Product = Product.Sluice,
    Title = "silence of the model reaches every hop and client",
    Severity = Severity.Warning,
    Flags = "heartbeat.interval: off.",
    Why = "A long prompt or a reasoning model is silent for minutes; most balancers give up after 60 s, and some clients do after less.",
    Fix = "heartbeat:\n  interval: 15s",
    Changes = "Sluice sends a comment line, which clients ignore, whenever nothing else was sent for that long.",
    Evidence = [FailureModes.T01, FailureModes.T04, Sources.SluiceManual],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(SluiceConfiguration configuration, LintContext context)
    {
        if (configuration.Interval is { Limit: null, Node: not null } clock)
            yield return At(clock, "Heartbeats are off: each hop in front has to bear the longest silence of any model.", Info.Severity, "15s");
    }
}
