using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Terraform.Rules;

internal sealed class FunctionTimeout() : TerraformRule(new RuleInfo
{
    Id = "GW1810",
    Product = Product.Terraform,
    Title = "a Lambda function ends its stream after a fixed time",
    Severity = Severity.Error,
    Flags = "timeout of an aws_lambda_function that streams (it has a function URL in invoke mode RESPONSE_STREAM, or an integration names its response_streaming_invoke_arn), written or the default of 3 s, below the longest stream; where that is not known, below 10 minutes (warning).",
    Why = "The function is stopped when the time is over, in the middle of an answer.",
    Fix = "timeout = 900",
    Changes = "An invocation may last up to 15 minutes, and is paid for as long as it does.",
    Evidence = [FailureModes.T03, CloudSources.LambdaTimeout],
    Mechanical = true,
}, "aws_lambda_function")
{
    static readonly TimeSpan Most = TimeSpan.FromMinutes(15);

    public override IEnumerable<Finding> Check(TerraformResource resource, LintContext context)
    {
        var streams = resource.Module.Referrers(resource, "aws_lambda_function_url").Any(url => url.Text("invoke_mode", "BUFFERED") == "RESPONSE_STREAM")
            || resource.Module.Referrers(resource, "aws_api_gateway_integration").Any(integration => integration.Argument("uri")?.Argument(0).Contains("response_streaming_invoke_arn", StringComparison.Ordinal) == true);
        // Its own URL streams, so what the function sends is a stream, whatever it is called.
        return streams
            ? TerraformTimer.Check(this, resource, context, TimerKind.Total, "timeout", TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), most: Most)
            : [];
    }
}
