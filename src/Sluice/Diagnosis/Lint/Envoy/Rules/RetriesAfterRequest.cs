using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Envoy.Rules;

internal sealed class RetriesAfterRequest() : EnvoyRouteRule(new RuleInfo
{
    Id = "GW1508",
    Product = Product.Envoy,
    Title = "Envoy sends prompts again that an upstream already works on",
    Severity = Severity.Warning,
    Flags = "retry_on of a route or its virtual host with 5xx, gateway-error, reset, retriable-4xx, retriable-status-codes, retriable-headers or http3-post-connect-failure. connect-failure, refused-stream, reset-before-request, envoy-ratelimited and unavailable conditions of gRPC are not flagged, nor is num_retries 0.",
    Why = "These conditions hold after the upstream accepted the request, timeouts included: the prompt is generated, and paid, again.",
    Fix = "retry_on: connect-failure,refused-stream,reset-before-request",
    Changes = "Only requests that no upstream has begun to work on are repeated. Other failures are answered; the client may repeat them.",
    Evidence = [FailureModes.R01, Sources.EnvoyRetries],
    Mechanical = true,
})
{
    static readonly HashSet<string> AfterRequest =
        ["5xx", "gateway-error", "reset", "retriable-4xx", "retriable-status-codes", "retriable-headers", "http3-post-connect-failure"];

    public override IEnumerable<Finding> Check(EnvoyRoute route, LintContext context)
    {
        if (route.RetryPolicy is not { } policy || policy.FieldText("num_retries") == "0" || policy.Field("retry_on") is not { Arguments.Count: > 0 } setting)
            yield break;
        var conditions = setting.Argument(0).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var paid = conditions.Where(AfterRequest.Contains).ToList();
        if (paid.Count == 0)
            yield break;
        var safe = string.Join(',', conditions.Except(paid).Union(["connect-failure", "refused-stream", "reset-before-request"]));
        var quote = setting.Arguments[0].Span.Text[..1] is "\"" or "'" ? setting.Arguments[0].Span.Text[..1] : "";
        yield return At(setting.Span, $"retry_on {string.Join(", ", paid)} repeats prompts that an upstream has accepted.", route.Hint, route.Name) with
        {
            Edits = [TextEdit.Replace(setting.Arguments[0].Span, quote + safe + quote)],
        };
    }
}
