using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Envoy.Rules;

internal sealed class PerTryTimeout() : EnvoyRouteRule(new RuleInfo
{
    Id = "GW1509",
    Product = Product.Envoy,
    Title = "Envoy gives up on upstreams that think before they answer",
    Severity = Severity.Warning,
    Flags = "per_try_timeout or per_try_idle_timeout of a retry policy below 120 s (info) or 60 s (warning); per_try_idle_timeout is judged against the heartbeat where one is known.",
    Why = "per_try_timeout runs until the first part of the answer has been passed on, which many servers send with the first token. Then the prompt is sent to another upstream, or the client gets a 504.",
    Fix = "per_try_timeout: 300s",
    Changes = "Slow starts survive; an upstream that never answers is noticed later.",
    Evidence = [FailureModes.T02, Sources.EnvoyTimeouts],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(EnvoyRoute route, LintContext context) =>
        Timer(route, context, "per_try_timeout", TimerKind.FirstByte).Concat(Timer(route, context, "per_try_idle_timeout", TimerKind.Idle));

    IEnumerable<Finding> Timer(EnvoyRoute route, LintContext context, string name, TimerKind kind)
    {
        if (route.RetryPolicy is not { } policy || policy.Field(name) is not { } setting || !EnvoyValues.TryDuration(setting, out var limit) || limit == default)
            return [];
        var timer = new PathTimer(kind, limit, name, setting.Span, Product.Envoy) { Route = route.Name };
        return TimerRule.Check(this, timer, context, route.Hint, value => $"{name}: {value.TotalSeconds:0}s", _ => EnvoyValues.SetDuration(policy, name, context.Budget.Suggest(kind)));
    }
}
