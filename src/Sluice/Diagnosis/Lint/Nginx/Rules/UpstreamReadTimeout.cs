using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class UpstreamReadTimeout() : NginxRouteRule(new RuleInfo
{
    Id = "GW1006",
    Product = Product.Nginx,
    Title = "nginx cuts streams that are silent for too long",
    Severity = Severity.Error,
    Flags = "proxy_read_timeout (or fastcgi_, uwsgi_, scgi_, grpc_read_timeout) of a route, written or the default of 60 s, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning).",
    Why = "The clock runs between two reads from the upstream, so it covers the wait for the first token and every pause of a reasoning model. When it ends, the client gets a 504 or half an answer.",
    Fix = "proxy_read_timeout 5m;",
    Changes = "Silent streams live longer; an upstream that died without closing its connection is noticed later. Heartbeats from the upstream make a short limit safe.",
    Evidence = [FailureModes.T01, FailureModes.T02, Sources.NginxProxyModule],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxRoute route, LintContext context)
    {
        var setting = $"{route.Protocol}_read_timeout";
        var directive = route.Effective(setting);
        var limit = TimeSpan.FromSeconds(60);
        if (directive is not null && !Durations.TryParse(directive.ArgumentText, TimeSpan.FromSeconds(1), out limit))
            return [];
        var timer = new PathTimer(TimerKind.Idle, limit, setting, (directive ?? route.Pass).Head, Product.Nginx, directive is null) { Route = route.Name };
        return TimerRule.Check(this, timer, context, route.Hint,
            value => $"{setting} {Durations.Show(value)};",
            snippet => route.Set(setting, snippet[(setting.Length + 1)..^1]));
    }
}
