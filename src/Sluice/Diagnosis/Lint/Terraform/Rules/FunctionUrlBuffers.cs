namespace Sluice.Diagnosis.Lint.Terraform.Rules;

internal sealed class FunctionUrlBuffers() : TerraformRule(new RuleInfo
{
    Id = "GW1809",
    Product = Product.Terraform,
    Title = "a Lambda function URL holds the whole answer back",
    Severity = Severity.Error,
    Flags = "An aws_lambda_function_url whose invoke_mode is BUFFERED, written or by default. Where nothing tells that streams pass, the finding is an info.",
    Why = "The answer is sent when the function has returned, and may have 6 MB.",
    Fix = "invoke_mode = \"RESPONSE_STREAM\"",
    Changes = "Bytes leave as the function writes them, up to 200 MB; the function's code has to write a stream (streamifyResponse in Node.js, the Lambda Web Adapter elsewhere).",
    Evidence = [FailureModes.B08, Sources.LambdaUrl],
    Mechanical = true,
}, "aws_lambda_function_url")
{
    public override IEnumerable<Finding> Check(TerraformResource resource, LintContext context)
    {
        if (resource.Text("invoke_mode", "BUFFERED") != "BUFFERED")
            yield break;
        var argument = resource.Argument("invoke_mode");
        yield return OnlyStreams((argument ?? resource.Node).Head, $"invoke_mode is BUFFERED{(argument is null ? " by default" : "")}: the client gets nothing before the function has returned.", resource) with
        {
            Edits = resource.Set("invoke_mode", "\"RESPONSE_STREAM\"") is { } edit ? [edit] : [],
        };
    }
}
