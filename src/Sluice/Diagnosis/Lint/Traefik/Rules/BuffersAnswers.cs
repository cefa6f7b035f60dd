namespace Sluice.Diagnosis.Lint.Traefik.Rules;

internal sealed class BuffersAnswers() : TraefikUseRule(new RuleInfo
{
    Id = "GW1601",
    Product = Product.Traefik,
    Title = "Traefik reads the whole answer before it passes it on",
    Severity = Severity.Error,
    Flags = "The buffering middleware on the way of a router: named by it, by its entry point or by a chain. A middleware that no router in the files names is flagged as a warning.",
    Why = "The middleware reads the answer to its end, also where only request limits are set, and makes no exception for streams.",
    Fix = "# take the buffering middleware off this router",
    Changes = "Answers are passed on as they arrive, and requests are no longer limited by the middleware.",
    Evidence = [Sources.TraefikBuffering, FailureModes.B04],
})
{
    public override IEnumerable<Finding> Check(TraefikUse use, LintContext context)
    {
        if (use.As("buffering") is { } buffering)
            yield return At(use.At(buffering), $"middleware {use.Middleware.Name} buffers: the answer is sent when it is complete.", use.Hint, use.Route);
    }
}
