namespace Sluice.Diagnosis.Lint.Terraform.Rules;

internal sealed class HttpApiBuffers() : TerraformRule(new RuleInfo
{
    Id = "GW1806",
    Product = Product.Terraform,
    Title = "an HTTP API of API Gateway cannot stream",
    Severity = Severity.Error,
    Flags = "An aws_apigatewayv2_integration of an HTTP API. Not flagged: integrations of APIs whose protocol_type is WEBSOCKET. Where nothing tells that streams pass, the finding is an info.",
    Why = "Only REST APIs have a streaming transfer mode. An HTTP API waits for the complete answer and gives up after 30 s at most.",
    Fix = "resource \"aws_api_gateway_integration\" \"chat\" {\n  type                   = \"HTTP_PROXY\"\n  response_transfer_mode = \"STREAM\"\n  timeout_milliseconds   = 900000\n}",
    Changes = "The streaming paths move to a REST API, a function URL or a load balancer; everything else may stay.",
    Evidence = [FailureModes.B08, FailureModes.T03, Sources.ApiGateway],
}, "aws_apigatewayv2_integration")
{
    public override IEnumerable<Finding> Check(TerraformResource resource, LintContext context)
    {
        var api = resource.Argument("api_id") is { } id ? resource.Module.Target(id.Argument(0), "aws_apigatewayv2_api") : null;
        if (api?.Text("protocol_type", "HTTP") is { } protocol && protocol != "HTTP")
            yield break;
        if (api is null && resource.Text("integration_type", "") == "MOCK")
            yield break;
        yield return OnlyStreams(resource.Node.Head, "An HTTP API answers when the integration is complete, within 30 s: there is no transfer mode to choose.", resource);
    }
}
