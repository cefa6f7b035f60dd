using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Terraform.Rules;

internal sealed class RestApiBuffers() : TerraformRule(new RuleInfo
{
    Id = "GW1805",
    Product = Product.Terraform,
    Title = "API Gateway holds the whole answer back",
    Severity = Severity.Error,
    Flags = "An aws_api_gateway_integration without response_transfer_mode = \"STREAM\". The types HTTP and AWS cannot stream at all and are flagged as well; MOCK is not. Where nothing tells that streams pass, the finding is an info.",
    Why = "The default transfer mode BUFFERED waits for the complete answer, at most 10 MB, before it sends the first byte.",
    Fix = "response_transfer_mode = \"STREAM\"",
    Changes = "Bytes are passed on as they come, for up to 15 minutes. Endpoint caching, content encoding and response mapping templates do not work on such a method; a Lambda function has to be named by its response_streaming_invoke_arn. 2 MB/s after the first 10 MB.",
    Evidence = [FailureModes.B08, Sources.ApiGateway],
    Mechanical = true,
}, "aws_api_gateway_integration")
{
    public override IEnumerable<Finding> Check(TerraformResource resource, LintContext context)
    {
        if (resource.Text("response_transfer_mode", "BUFFERED") != "BUFFERED" || resource.Text("type", "") is not { } type || type == "MOCK")
            yield break;
        var argument = resource.Argument("response_transfer_mode");
        var isProxy = type.EndsWith("_PROXY", StringComparison.Ordinal);
        var state = argument is null ? "response_transfer_mode is BUFFERED by default" : "response_transfer_mode is BUFFERED";
        var message = isProxy ? $"{state}: the client gets nothing before the answer is complete." : $"{state}, and an integration of type {type} cannot stream: it has to become {(type == "AWS" ? "AWS_PROXY" : "HTTP_PROXY")}.";
        yield return OnlyStreams((argument ?? resource.Node).Head, message, resource) with
        {
            Fix = type.StartsWith("AWS", StringComparison.Ordinal) ? $"{Info.Fix}\nuri = aws_lambda_function.chat.response_streaming_invoke_arn" : Info.Fix,
            Edits = isProxy && resource.Set("response_transfer_mode", "\"STREAM\"") is { } edit ? [edit, .. StreamingArn(resource)] : [],
        };
    }

    /// <summary>A Lambda function is invoked for streaming under another address.</summary>
    static IEnumerable<TextEdit> StreamingArn(TerraformResource resource)
    {
        const string Plain = ".invoke_arn";
        if (resource.Argument("uri") is { } uri && uri.Argument(0).EndsWith(Plain, StringComparison.Ordinal))
            yield return new(uri.Span.Source.Span(uri.Arguments[0].Span.End - Plain.Length, Plain.Length), ".response_streaming_invoke_arn");
    }
}
