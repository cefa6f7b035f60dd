using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Envoy.Rules;

internal sealed class StreamIdleTimeout() : EnvoyRouteRule(new RuleInfo
{
    Id = "GW1502",
    Product = Product.Envoy,
    Title = "Envoy cuts streams that are silent for too long",
    Severity = Severity.Error,
    Flags = "idle_timeout of the route, else stream_idle_timeout of its connection manager (5 minutes unless set), when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning).",
    Why = "The clock runs while nothing passes in either direction, so it covers the wait for the first token and every pause of a reasoning model.",
    Fix = "idle_timeout: 300s",
    Changes = "Silent streams live longer; dead ones are noticed later.",
    Evidence = [FailureModes.T01, Sources.EnvoyTimeouts],
    Mechanical = true,
})
{
    static readonly TimeSpan Default = TimeSpan.FromMinutes(5);

    public override IEnumerable<Finding> Check(EnvoyRoute route, LintContext context)
    {
        var own = route.Action.Field("idle_timeout");
        var setting = own ?? route.Manager?.Node.Field("stream_idle_timeout");
        var limit = Default;
        if (setting is not null && (!EnvoyValues.TryDuration(setting, out limit) || limit == default))
            return [];
        var name = own is not null ? "idle_timeout" : "stream_idle_timeout";
        var timer = new PathTimer(TimerKind.Idle, limit, name, setting?.Span ?? route.Head, Product.Envoy, setting is null) { Route = route.Name };
        return TimerRule.Check(this, timer, context, route.Hint, value => $"idle_timeout: {value.TotalSeconds:0}s",
            _ => EnvoyValues.SetDuration(route.Action, "idle_timeout", context.Budget.Suggest(TimerKind.Idle)));
    }
}
