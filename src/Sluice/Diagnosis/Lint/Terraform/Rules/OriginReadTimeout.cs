using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Terraform.Rules;

internal sealed class OriginReadTimeout() : TerraformRule(new RuleInfo
{
    Id = "GW1811",
    Product = Product.Terraform,
    Title = "CloudFront cuts streams that are silent for too long",
    Severity = Severity.Error,
    Flags = "origin_read_timeout of a custom or VPC origin of an aws_cloudfront_distribution, written or the default of 30 s, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning). S3 origins are not flagged.",
    Why = "It is both the wait for the first byte and the longest silence between two: a prompt that takes longer ends in a 504, a pause in half an answer.",
    Fix = "origin_read_timeout = 120",
    Changes = "Silent streams live longer; more than 120 s need a quota.",
    Evidence = [FailureModes.T01, FailureModes.T02, Sources.CloudFront],
    Mechanical = true,
}, "aws_cloudfront_distribution")
{
    static readonly TimeSpan Most = TimeSpan.FromSeconds(120);

    public override IEnumerable<Finding> Check(TerraformResource resource, LintContext context)
    {
        foreach (var origin in CloudFront.Origins(resource))
        {
            foreach (var block in resource.Blocks("custom_origin_config", origin).Concat(resource.Blocks("vpc_origin_config", origin)))
            {
                foreach (var finding in TerraformTimer.Check(this, resource, context, TimerKind.Idle, "origin_read_timeout", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), block, Most,
                    CloudFront.Hint(resource, origin), CloudFront.Name(resource, origin)))
                    yield return finding;
            }
        }
    }
}
