using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Envoy.Rules;

internal sealed class TcpProxyTimeouts() : EnvoyRule(new RuleInfo
{
    Id = "GW1510",
    Product = Product.Envoy,
    Title = "the TCP proxy of Envoy cuts connections that carry streams",
    Severity = Severity.Error,
    Flags = "idle_timeout of a TcpProxy when it is not at least twice the heartbeat (without a known heartbeat below 120 s), and max_downstream_connection_duration below the longest stream (where that is not known, below 10 minutes). The defaults, one hour and none, pass.",
    Why = "The first clock runs while neither side sends, the second whatever they send; both end the connection in the middle of an answer.",
    Fix = "idle_timeout: 600s",
    Changes = "Silent connections live longer, dead ones are noticed later.",
    Evidence = [FailureModes.T01, FailureModes.T03, Sources.EnvoyTimeouts],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(EnvoyConfiguration configuration, LintContext context) =>
        configuration.TcpProxies.SelectMany(proxy => Timer(proxy, context, "idle_timeout", TimerKind.Idle).Concat(Timer(proxy, context, "max_downstream_connection_duration", TimerKind.Total)));

    IEnumerable<Finding> Timer(ConfigNode proxy, LintContext context, string name, TimerKind kind)
    {
        if (proxy.Field(name) is not { } setting || !EnvoyValues.TryDuration(setting, out var limit) || limit == default)
            return [];
        var cluster = proxy.FieldText("cluster") ?? proxy.FieldText("stat_prefix") ?? "";
        var timer = new PathTimer(kind, limit, name, setting.Span, Product.Envoy) { Route = $"tcp {cluster}" };
        return TimerRule.Check(this, timer, context, StreamHints.Of(null, cluster, proxy.FieldText("stat_prefix")), value => $"{name}: {value.TotalSeconds:0}s",
            _ => EnvoyValues.SetDuration(proxy, name, context.Budget.Suggest(kind)));
    }
}
