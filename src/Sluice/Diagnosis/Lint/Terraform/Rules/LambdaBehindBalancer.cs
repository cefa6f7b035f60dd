namespace Sluice.Diagnosis.Lint.Terraform.Rules;

internal sealed class LambdaBehindBalancer() : TerraformRule(new RuleInfo
{
    Id = "GW1804",
    Product = Product.Terraform,
    Title = "a load balancer takes the whole answer of a Lambda function at once",
    Severity = Severity.Error,
    Flags = "A target group with target_type \"lambda\". Where nothing tells that streams pass, the finding is an info.",
    Why = "The balancer invokes the function and reads its answer as one JSON document of at most 1 MB: nothing is sent before the function has returned, whatever it streams.",
    Fix = "resource \"aws_lambda_function_url\" \"stream\" {\n  function_name      = aws_lambda_function.chat.function_name\n  authorization_type = \"AWS_IAM\"\n  invoke_mode        = \"RESPONSE_STREAM\"\n}",
    Changes = "Streams leave through a function URL, or through a REST API in transfer mode STREAM; a container behind the balancer streams, too.",
    Evidence = [FailureModes.B08, CloudSources.AlbLambda, Sources.LambdaUrl],
}, "aws_lb_target_group", "aws_alb_target_group")
{
    public override IEnumerable<Finding> Check(TerraformResource resource, LintContext context)
    {
        if (resource.Text("target_type", "instance") == "lambda")
            yield return OnlyStreams(resource.Argument("target_type")!.Head, "The targets are Lambda functions: the balancer waits for the complete answer of each, as one JSON document.", resource);
    }
}
