using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class ClientSendTimeout() : NginxRouteRule(new RuleInfo
{
    Id = "GW1007",
    Product = Product.Nginx,
    Title = "nginx drops clients that pause reading",
    Severity = Severity.Warning,
    Flags = "A send_timeout below 10 s that holds for a route to an upstream. The default of 60 s is not flagged.",
    Why = "send_timeout is the longest time between two writes that the client accepts: a phone that changes networks loses its stream.",
    Fix = "send_timeout 60s;",
    Changes = "Clients may pause for a minute. The connection of a client that vanished is kept as long.",
    Evidence = [Sources.NginxProxyModule],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxRoute route, LintContext context)
    {
        if (route.Effective("send_timeout") is not { } directive || !Durations.TryParse(directive.ArgumentText, TimeSpan.FromSeconds(1), out var limit))
            return [];
        var timer = new PathTimer(TimerKind.ClientWrite, limit, "send_timeout", directive.Head, Product.Nginx) { Route = route.Name };
        return TimerRule.Check(this, timer, context, route.Hint, value => $"send_timeout {Durations.Show(value)};", _ => route.Set("send_timeout", "60s"));
    }
}
