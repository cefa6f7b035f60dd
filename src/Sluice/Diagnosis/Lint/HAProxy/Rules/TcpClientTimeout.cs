using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.HAProxy.Rules;

internal sealed class TcpClientTimeout() : HAProxyPairRule(new RuleInfo
{
    Id = "GW1103",
    Product = Product.HAProxy,
    Title = "in TCP mode the client timer of HAProxy cuts silent streams",
    Severity = Severity.Error,
    Flags = "timeout client of a frontend in TCP mode, without timeout tunnel, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning). In HTTP mode the same timer was measured to leave silent answers alone, and is not flagged.",
    Why = "A client that waits for tokens sends nothing. In TCP mode HAProxy cannot know that it waits, and closes.",
    Fix = "timeout client 5m",
    Changes = "Silent connections live longer. timeout tunnel would replace both timers of this proxy.",
    Evidence = [Measurements.HAProxyClientTimer, FailureModes.T01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(HAProxyPair pair, LintContext context)
    {
        if (pair.Frontend.IsHttp || pair.Backend.Setting("timeout", "tunnel") is not null
            || pair.Frontend.Setting("timeout", "client") is not { } line
            || !Durations.TryParse(line.Argument(1), TimeSpan.FromMilliseconds(1), out var limit) || limit == TimeSpan.Zero)
            return [];
        var timer = new PathTimer(TimerKind.Idle, limit, "timeout client", line.Head, Product.HAProxy) { Route = pair.Name };
        return TimerRule.Check(this, timer, context, pair.Hint,
            value => $"timeout client {Durations.Show(value)}", snippet => pair.Frontend.Set("timeout", "client", snippet["timeout client ".Length..]));
    }
}
