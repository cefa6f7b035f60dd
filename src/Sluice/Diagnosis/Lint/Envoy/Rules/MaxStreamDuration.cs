using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Envoy.Rules;

internal sealed class MaxStreamDuration() : EnvoyRouteRule(new RuleInfo
{
    Id = "GW1503",
    Product = Product.Envoy,
    Title = "Envoy ends every stream after max_stream_duration",
    Severity = Severity.Error,
    Flags = "max_stream_duration of the route, else of common_http_protocol_options of its connection manager, below the longest stream; where that is not known, below 10 minutes. It is off unless set.",
    Why = "The clock runs from the start of the request, whatever is sent.",
    Fix = "max_stream_duration: 0s",
    Changes = "The answer may take as long as it likes; stream_idle_timeout still ends streams that are silent.",
    Evidence = [FailureModes.T03, Sources.EnvoyTimeouts],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(EnvoyRoute route, LintContext context)
    {
        var holder = route.Action.Field("max_stream_duration") is { } own && own.Field("max_stream_duration") is not null ? own : route.Manager?.Node.Field("common_http_protocol_options");
        if (holder.Field("max_stream_duration") is not { } setting || !EnvoyValues.TryDuration(setting, out var limit) || limit == default)
            return [];
        var timer = new PathTimer(TimerKind.Total, limit, "max_stream_duration", setting.Span, Product.Envoy) { Route = route.Name };
        return TimerRule.Check(this, timer, context, route.Hint, value => $"max_stream_duration: {value.TotalSeconds:0}s",
            _ => EnvoyValues.SetDuration(setting.Parent!, "max_stream_duration", context.Budget.Suggest(TimerKind.Total)));
    }
}
