using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Apim.Rules;

internal sealed class BalancerIdleLimit() : ApimRule(new RuleInfo
{
    Id = "GW1908",
    Product = Product.ApiManagement,
    Title = "the balancer below API Management cuts connections after 4 minutes of silence",
    Severity = Severity.Error,
    Flags = "A heartbeat of which two do not fit into 4 minutes, wherever a request is forwarded. Without a known heartbeat nothing is flagged, and the limit counts for the path as a whole. No setting changes it.",
    Why = "Azure's load balancer drops connections that carried nothing for 4 minutes, on the way to the backend and on the way to the client.",
    Fix = "heartbeat:\n  interval: 60s",
    Changes = "The backend sends something at least every 2 minutes, a comment line is enough.",
    Evidence = [FailureModes.T01, Sources.Apim],
})
{
    public override IEnumerable<Finding> Check(ApimPolicy policy, LintContext context) => policy.Forwards.SelectMany(forward => TimerRule.Check(this,
        new PathTimer(TimerKind.Idle, TimeSpan.FromMinutes(4), "idle limit of Azure's load balancer", forward.StartTag, Product.ApiManagement) { Route = ApimPolicy.Route(forward) },
        context, policy.Hint, _ => Info.Fix));
}
