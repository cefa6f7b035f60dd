using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.SluiceFile.Rules;

internal sealed class SilenceClock() : SluiceRule(new RuleInfo
{
    Id = "GW2106",
    Product = Product.Sluice,
    Title = "Sluice gives up models that think in silence",
    Severity = Severity.Warning,
    Flags = "timeouts.idle or timeouts.progress, of the gateway or of a route, below 60 s (warning) or 120 s (info). Where --heartbeat names the interval at which the models themselves make a sound, idle is judged by that.",
    Why = "idle counts the provider's silence, which Sluice's own heartbeats do not break; progress counts the time without content, which the provider's pings do not break either. A reasoning model exceeds both.",
    Fix = "timeouts:\n  idle: 2m",
    Changes = "Pauses are borne; a provider that hangs in the middle of an answer is noticed later.",
    Evidence = [FailureModes.T01, Sources.SluiceManual],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(SluiceConfiguration configuration, LintContext context)
    {
        var silence = context.IsHeartbeatOfGateway ? TimerKind.FirstByte : TimerKind.Idle;
        return configuration.Clocks("idle", Relay.TimeoutOptions.Default.Idle).SelectMany(clock => Check(clock, silence, "its provider may be silent for longer, and Sluice's heartbeats do not reset this clock", context))
            .Concat(configuration.Clocks("progress", null).SelectMany(clock => Check(clock, TimerKind.FirstByte, "a reasoning model sends no content for longer, and pings do not reset this clock", context)));
    }

    IEnumerable<Finding> Check(SluiceClock clock, TimerKind kind, string reason, LintContext context)
    {
        if (context.Budget.Judge(kind, clock.Limit!.Value) is { } severity)
            yield return At(clock, $"{clock.Setting} is {Durations.Show(clock.Limit.Value)}: {reason}.", severity, Durations.Show(context.Budget.Suggest(kind)));
    }
}
