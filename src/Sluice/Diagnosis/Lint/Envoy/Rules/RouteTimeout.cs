using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Envoy.Rules;

internal sealed class RouteTimeout() : EnvoyRouteRule(new RuleInfo
{
    Id = "GW1501",
    Product = Product.Envoy,
    Title = "Envoy cuts answers that take too long, however much they send",
    Severity = Severity.Error,
    Flags = "The timeout of a route to a cluster, written or the default of 15 s, below the longest stream; where that is not known, below 10 minutes. 0s switches it off, and nothing is flagged.",
    Why = "The clock runs from the end of the request to the end of the answer. A stream in full flow is cut, and no heartbeat helps.",
    Fix = "timeout: 0s",
    Changes = "The answer may take as long as it likes; stream_idle_timeout still ends streams that are silent.",
    Evidence = [FailureModes.T03, Sources.EnvoyTimeouts],
    Mechanical = true,
})
{
    static readonly TimeSpan Default = TimeSpan.FromSeconds(15);

    public override IEnumerable<Finding> Check(EnvoyRoute route, LintContext context)
    {
        var setting = route.Action.Field("timeout");
        var limit = Default;
        if (setting is not null && (!EnvoyValues.TryDuration(setting, out limit) || limit == default))
            return [];
        var timer = new PathTimer(TimerKind.Total, limit, "route timeout", setting?.Span ?? route.Head, Product.Envoy, setting is null) { Route = route.Name };
        return TimerRule.Check(this, timer, context, route.Hint, _ => "timeout: 0s", _ => EnvoyValues.SetDuration(route.Action, "timeout", default));
    }
}
