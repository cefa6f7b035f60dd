namespace Sluice.Diagnosis.Lint.Traefik.Rules;

internal sealed class BreakerCountsStreams() : TraefikUseRule(new RuleInfo
{
    Id = "GW1604",
    Product = Product.Traefik,
    Title = "the circuit breaker takes long streams for a slow server",
    Severity = Severity.Warning,
    Flags = "The circuitBreaker middleware on the way of a router with LatencyAtQuantileMS in its expression.",
    Why = "The latency that it measures ends with the answer, not with its first byte: a few long answers open the breaker, and everybody gets a 503 while the servers are well.",
    Fix = "expression: \"NetworkErrorRatio() > 0.30 || ResponseCodeRatio(500, 600, 0, 600) > 0.25\"",
    Changes = "The breaker opens on errors alone.",
    Evidence = [Sources.TraefikCircuitBreaker],
})
{
    public override IEnumerable<Finding> Check(TraefikUse use, LintContext context)
    {
        if (use.As("circuitBreaker")?.Last("expression") is { } expression && expression.Argument(0).Contains("LatencyAtQuantileMS", StringComparison.OrdinalIgnoreCase))
            yield return At(expression.Span, $"middleware {use.Middleware.Name} opens by latency, which for a stream is the length of the answer.", use.Hint, use.Route);
    }
}
