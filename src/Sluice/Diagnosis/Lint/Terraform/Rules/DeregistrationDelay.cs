using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Terraform.Rules;

internal sealed class DeregistrationDelay() : TerraformRule(new RuleInfo
{
    Id = "GW1802",
    Product = Product.Terraform,
    Title = "the load balancer cuts running streams when a target leaves",
    Severity = Severity.Warning,
    Flags = "deregistration_delay of a target group (300 s unless set), or connection_draining_timeout of an aws_elb (nothing at all unless connection_draining is on), below the longest stream; where that is not known, below 5 minutes (info) or 60 s (warning). Lambda targets have none.",
    Why = "A target that is deployed anew, scaled in or unhealthy is deregistered; streams that still run through it are closed when this time is over, in the middle of an answer.",
    Fix = "deregistration_delay = 600",
    Changes = "Old targets stay until their last stream has ended or the time is over, and deployments wait for them.",
    Evidence = [FailureModes.D01, Sources.Alb, CloudSources.ElbDraining],
    Mechanical = true,
}, "aws_lb_target_group", "aws_alb_target_group", "aws_elb")
{
    public override IEnumerable<Finding> Check(TerraformResource resource, LintContext context)
    {
        if (resource.Type != "aws_elb")
        {
            return resource.Text("target_type", "instance") == "lambda"
                ? []
                : TerraformTimer.Check(this, resource, context, TimerKind.Drain, "deregistration_delay", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));
        }
        var draining = resource.Text("connection_draining", "false");
        if (draining == "true")
            return TerraformTimer.Check(this, resource, context, TimerKind.Drain, "connection_draining_timeout", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));
        return draining == "false" ? Undrained(resource, context) : [];
    }

    IEnumerable<Finding> Undrained(TerraformResource resource, LintContext context)
    {
        var argument = resource.Argument("connection_draining");
        var timer = new PathTimer(TimerKind.Drain, TimeSpan.Zero, "connection_draining = false", (argument ?? resource.Node).Head, Product.Terraform, argument is null) { Route = resource.Address };
        return TimerRule.Check(this, timer, context, resource.Hint, value => $"connection_draining = true\nconnection_draining_timeout = {value.TotalSeconds:0}")
            .Select(finding => finding with { Edits = resource.Set("connection_draining", "true") is { } edit ? [edit, .. Timeout(resource, context)] : [] });
    }

    static IEnumerable<Text.TextEdit> Timeout(TerraformResource resource, LintContext context) =>
        resource.Set("connection_draining_timeout", $"{context.Budget.Suggest(TimerKind.Drain).TotalSeconds:0}") is { } edit ? [edit] : [];
}
