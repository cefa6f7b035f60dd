using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Terraform.Rules;

internal sealed class EdgeEndpoint() : TerraformRule(new RuleInfo
{
    Id = "GW1808",
    Product = Product.Terraform,
    Title = "an edge-optimised API cuts streams after 30 s of silence",
    Severity = Severity.Error,
    Flags = "An aws_api_gateway_rest_api with integrations in transfer mode STREAM whose endpoint type is EDGE, written or by default: the idle limit is 30 s there and 5 minutes for REGIONAL and PRIVATE. Judged as every idle limit: not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning).",
    Why = "A long prompt or a reasoning model is silent for longer; the stream ends in the middle.",
    Fix = "endpoint_configuration {\n  types = [\"REGIONAL\"]\n}",
    Changes = "Clients reach the API in its region directly; a CloudFront distribution of one's own in front brings its own limit (GW1811).",
    Evidence = [FailureModes.T01, Sources.ApiGateway],
    Mechanical = true,
}, "aws_api_gateway_rest_api")
{
    public override IEnumerable<Finding> Check(TerraformResource resource, LintContext context)
    {
        var streams = resource.Module.Referrers(resource, "aws_api_gateway_integration").Any(integration => integration.Text("response_transfer_mode", "BUFFERED") == "STREAM");
        var types = resource.Blocks("endpoint_configuration").Select(block => resource.Argument("types", block)).FirstOrDefault(argument => argument is not null);
        var text = types?.Argument(0) ?? "EDGE";
        var isEdge = text.Contains("EDGE", StringComparison.Ordinal);
        if (!streams || (!isEdge && !text.Contains("REGIONAL", StringComparison.Ordinal) && !text.Contains("PRIVATE", StringComparison.Ordinal)))
            return [];
        var limit = isEdge ? TimeSpan.FromSeconds(30) : TimeSpan.FromMinutes(5);
        var timer = new PathTimer(TimerKind.Idle, limit, isEdge ? "the idle limit of an edge-optimised API" : "the idle limit of a regional API", (types ?? resource.Node).Head, Product.Terraform) { Route = resource.Address };
        return TimerRule.Check(this, timer, context, resource.Hint, _ => Info.Fix, _ => isEdge ? ToRegional(resource, types) : null);
    }

    static TextEdit? ToRegional(TerraformResource resource, Tree.ConfigNode? types) =>
        types is not null ? TextEdit.Replace(types.Arguments[0].Span, "[\"REGIONAL\"]")
        : resource.Blocks("endpoint_configuration").FirstOrDefault() is { } block ? TerraformResource.AddLine("types = [\"REGIONAL\"]", block)
        : TerraformResource.AddLine("endpoint_configuration {\n    types = [\"REGIONAL\"]\n  }", resource.Node);
}
