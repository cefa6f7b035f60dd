using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Terraform.Rules;

internal sealed class OriginCompletionTimeout() : TerraformRule(new RuleInfo
{
    Id = "GW1812",
    Product = Product.Terraform,
    Title = "CloudFront ends answers after a fixed time",
    Severity = Severity.Error,
    Flags = "response_completion_timeout of an origin of an aws_cloudfront_distribution, below the longest stream; where that is not known, below 10 minutes (warning). Without it, or with 0, there is no such limit and nothing is flagged.",
    Why = "CloudFront closes the connection when the complete answer has not come by then, whatever it sends.",
    Fix = "response_completion_timeout = 900",
    Changes = "Longer streams pass; an origin that never ends an answer occupies a connection for longer.",
    Evidence = [FailureModes.T03, CloudSources.CloudFrontCompletion],
    Mechanical = true,
}, "aws_cloudfront_distribution")
{
    public override IEnumerable<Finding> Check(TerraformResource resource, LintContext context) =>
        CloudFront.Origins(resource).Where(origin => resource.Time("response_completion_timeout", TimeSpan.Zero, TimeSpan.FromSeconds(1), origin) > TimeSpan.Zero).SelectMany(origin =>
            TerraformTimer.Check(this, resource, context, TimerKind.Total, "response_completion_timeout", TimeSpan.Zero, TimeSpan.FromSeconds(1), origin, null, CloudFront.Hint(resource, origin), CloudFront.Name(resource, origin)));
}
