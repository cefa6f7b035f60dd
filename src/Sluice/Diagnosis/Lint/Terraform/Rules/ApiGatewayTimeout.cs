using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Terraform.Rules;

internal sealed class ApiGatewayTimeout() : TerraformRule(new RuleInfo
{
    Id = "GW1807",
    Product = Product.Terraform,
    Title = "API Gateway ends answers after a fixed time",
    Severity = Severity.Error,
    Flags = "timeout_milliseconds of an aws_api_gateway_integration, written or the default of 29 s, below the longest stream; where that is not known, below 10 minutes (warning). Integrations that neither stream nor are known to carry streams are not flagged, and MOCK has no such time.",
    Why = "The time covers the whole answer, whatever it sends, also in transfer mode STREAM.",
    Fix = "timeout_milliseconds = 900000",
    Changes = "Streams may last up to 15 minutes, the most that transfer mode STREAM allows; without it more than 29 s needs a quota and ends at 5 minutes.",
    Evidence = [FailureModes.T03, Sources.ApiGateway, CloudSources.ApiGatewayTimeouts],
    Mechanical = true,
}, "aws_api_gateway_integration")
{
    static readonly TimeSpan Most = TimeSpan.FromMinutes(15);

    public override IEnumerable<Finding> Check(TerraformResource resource, LintContext context) =>
        resource.Text("type", "") == "MOCK" || (resource.Hint != StreamHint.Yes && resource.Text("response_transfer_mode", "BUFFERED") != "STREAM") ? []
        : TerraformTimer.Check(this, resource, context, TimerKind.Total, "timeout_milliseconds", TimeSpan.FromSeconds(29), TimeSpan.FromMilliseconds(1), most: Most);
}
