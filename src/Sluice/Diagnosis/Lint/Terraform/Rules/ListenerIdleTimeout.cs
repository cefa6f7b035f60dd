using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Terraform.Rules;

internal sealed class ListenerIdleTimeout() : TerraformRule(new RuleInfo
{
    Id = "GW1803",
    Product = Product.Terraform,
    Title = "the network load balancer forgets streams that are silent for too long",
    Severity = Severity.Error,
    Flags = "tcp_idle_timeout_seconds of a listener with protocol TCP or TLS, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning). The default of 350 s passes.",
    Why = "A flow that carried no byte for that long is dropped from the balancer's table; the next token gets a reset, or nothing at all.",
    Fix = "tcp_idle_timeout_seconds = 350",
    Changes = "Silent flows are remembered for longer (60 to 6000 s are allowed).",
    Evidence = [FailureModes.T01, CloudSources.Nlb],
    Mechanical = true,
}, "aws_lb_listener", "aws_alb_listener")
{
    public override IEnumerable<Finding> Check(TerraformResource resource, LintContext context) =>
        resource.Text("protocol", "") is "TCP" or "TLS"
            ? TerraformTimer.Check(this, resource, context, TimerKind.Idle, "tcp_idle_timeout_seconds", TimeSpan.FromSeconds(350), TimeSpan.FromSeconds(1))
            : [];
}
