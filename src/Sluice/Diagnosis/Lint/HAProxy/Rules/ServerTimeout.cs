using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.HAProxy.Rules;

internal sealed class ServerTimeout() : HAProxyPairRule(new RuleInfo
{
    Id = "GW1102",
    Product = Product.HAProxy,
    Title = "HAProxy cuts streams that are silent for too long",
    Severity = Severity.Error,
    Flags = "timeout server of a backend in use, its own or inherited, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning). In TCP mode timeout tunnel takes its place.",
    Why = "The clock runs while the server says nothing: the wait for the first token and every pause. timeout tunnel does not help an event stream, it counts only after an upgrade or CONNECT.",
    Fix = "timeout server 5m",
    Changes = "Silent streams live longer; servers that died without closing are noticed later.",
    Evidence = [Measurements.HAProxyClientTimer, FailureModes.T01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(HAProxyPair pair, LintContext context)
    {
        if (!pair.Backend.IsHttp && pair.Backend.Setting("timeout", "tunnel") is not null)
            return [];
        if (pair.Backend.Setting("timeout", "server") is not { } line || !Durations.TryParse(line.Argument(1), TimeSpan.FromMilliseconds(1), out var limit) || limit == TimeSpan.Zero)
            return [];
        var tunnel = pair.Backend.IsHttp && pair.Backend.Setting("timeout", "tunnel") is not null;
        var timer = new PathTimer(TimerKind.Idle, limit, tunnel ? "timeout server (timeout tunnel does not count here)" : "timeout server", line.Head, Product.HAProxy) { Route = pair.Name };
        return TimerRule.Check(this, timer, context, pair.Hint,
            value => $"timeout server {Durations.Show(value)}", snippet => pair.Backend.Set("timeout", "server", snippet["timeout server ".Length..]));
    }
}
