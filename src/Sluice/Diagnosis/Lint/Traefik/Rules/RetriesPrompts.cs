namespace Sluice.Diagnosis.Lint.Traefik.Rules;

internal sealed class RetriesPrompts() : TraefikUseRule(new RuleInfo
{
    Id = "GW1603",
    Product = Product.Traefik,
    Title = "Traefik sends prompts again that a server already works on",
    Severity = Severity.Warning,
    Flags = "The retry middleware with retryNonIdempotentMethod true on the way of a router. Without it a POST that has been sent is not repeated.",
    Why = "A server that breaks off, or answers with one of the named statuses, gets the same prompt again: it is generated, and paid, again.",
    Fix = "retryNonIdempotentMethod: false",
    Changes = "A POST whose server fails is answered with an error; the client, which knows whether that is safe, may repeat it.",
    Evidence = [Sources.TraefikRetry, FailureModes.R01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(TraefikUse use, LintContext context)
    {
        if (use.As("retry")?.Last("retryNonIdempotentMethod") is { } setting && setting.Argument(0).Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            yield return At(setting.Span, $"middleware {use.Middleware.Name} repeats POST, too: a prompt that a server has accepted is sent again.", use.Hint, use.Route) with
            {
                Edits = use.Document.Replace(setting, "false") is { } edit ? [edit] : [],
            };
        }
    }
}
