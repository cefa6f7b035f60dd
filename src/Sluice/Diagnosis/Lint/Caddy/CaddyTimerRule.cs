using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Caddy;

/// <summary>A rule about a duration of a reverse_proxy that is off unless it is set.</summary>
internal abstract class CaddyTimerRule(RuleInfo info, TimerKind kind, string name, bool inTransport) : CaddyProxyRule(info)
{
    public sealed override IEnumerable<Finding> Check(CaddyProxy proxy, LintContext context)
    {
        var setting = inTransport ? proxy.TransportSetting(name) : proxy.Setting(name);
        if (setting is not { Arguments.Count: > 0 } || !CaddyValues.TryDuration(setting, proxy.IsJson, out var limit) || limit == default)
            return [];
        var timer = new PathTimer(kind, limit, name, setting.Head, Product.Caddy) { Route = proxy.Name };
        return TimerRule.Check(this, timer, context, proxy.Hint, value => $"{name} {Durations.Show(value)}", snippet => proxy.Replace(setting, snippet[(name.Length + 1)..]));
    }
}
