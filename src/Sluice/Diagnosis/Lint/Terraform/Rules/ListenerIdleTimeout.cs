using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Terraform.Rules;

internal sealed class ListenerIdleTimeout() : TerraformRule(new RuleInfo
{
    Id = "GW1803",
    Product = Product.Terraform,
    Title = "the network load balancer forgets streams that are silent for too long",
    Severity = Severity.Error,
    Flags = "tcp_idle_timeout_seconds of a listener with protocol TCP, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning). The default of 350 s passes; for listeners with protocol TLS it is fixed, and judged as well.",
    Why = "A flow that carried no byte for that long is dropped from the balancer's table; the next token gets a reset, or nothing at all.",
    Fix = "tcp_idle_timeout_seconds = 350",
    Changes = "Silent flows are remembered for longer (60 to 6000 s are allowed).",
    Evidence = [FailureModes.T01, CloudSources.Nlb],
    Mechanical = true,
}, "aws_lb_listener", "aws_alb_listener")
{
    static readonly TimeSpan Default = TimeSpan.FromSeconds(350);

    public override IEnumerable<Finding> Check(TerraformResource resource, LintContext context) => resource.Text("protocol", "") switch
    {
        "TCP" => TerraformTimer.Check(this, resource, context, TimerKind.Idle, "tcp_idle_timeout_seconds", Default, TimeSpan.FromSeconds(1)),
        "TLS" => TimerRule.Check(this, new PathTimer(TimerKind.Idle, Default, "idle limit of TLS listeners", resource.Node.Head, Product.Terraform) { Route = resource.Address }, context, resource.Hint,
            _ => "The limit is fixed: send a heartbeat every 2 minutes or more often."),
        _ => [],
    };
}
