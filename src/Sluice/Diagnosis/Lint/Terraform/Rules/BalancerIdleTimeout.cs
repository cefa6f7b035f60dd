using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Terraform.Rules;

internal sealed class BalancerIdleTimeout() : TerraformRule(new RuleInfo
{
    Id = "GW1801",
    Product = Product.Terraform,
    Title = "the load balancer cuts streams that are silent for too long",
    Severity = Severity.Error,
    Flags = "idle_timeout of an aws_lb of type application or of an aws_elb, written or the default of 60 s, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning). Not flagged: network and gateway load balancers, whose limit stands in the listener (GW1803).",
    Why = "The balancer closes the connection when neither side sent a byte for that long: the wait for the first token and every pause of a reasoning model count. TCP keep-alive and HTTP/2 PING do not reset it.",
    Fix = "idle_timeout = 300",
    Changes = "Silent streams live longer (up to 4000 s are allowed); dead connections are noticed later. Heartbeats of the application make a short limit safe.",
    Evidence = [FailureModes.T01, FailureModes.T08, Sources.Alb, Sources.ClassicElb],
    Mechanical = true,
}, "aws_lb", "aws_alb", "aws_elb")
{
    public override IEnumerable<Finding> Check(TerraformResource resource, LintContext context)
    {
        if (resource.Type != "aws_elb" && resource.Text("load_balancer_type", "application") != "application")
            return [];
        return TerraformTimer.Check(this, resource, context, TimerKind.Idle, "idle_timeout", TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1));
    }
}
