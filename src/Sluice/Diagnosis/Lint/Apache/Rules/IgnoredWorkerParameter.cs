namespace Sluice.Diagnosis.Lint.Apache.Rules;

internal sealed class IgnoredWorkerParameter() : ApacheRouteRule(new RuleInfo
{
    Id = "GW1306",
    Product = Product.Apache,
    Title = "httpd ignores what this line sets for the stream",
    Severity = Severity.Error,
    Flags = "timeout= or flushpackets= on a ProxyPass whose URL begins with the URL of an earlier ProxyPass of the same server: both share the worker of the earlier line.",
    Why = "The parameter reads as if it held and does not: httpd starts with warning AH01146, and the stream is cut or collected as before.",
    Fix = "# put the longer URL first, or use another name for the same host, so that the line gets a worker of its own",
    Changes = "The line gets its own worker, with its own connections and parameters.",
    Evidence = [Measurements.ApacheWorkerSharing],
})
{
    public override IEnumerable<Finding> Check(ApacheRoute route, LintContext context)
    {
        if (route.WorkerOwner is not { } owner)
            yield break;
        foreach (var name in new[] { "timeout", "flushpackets" })
        {
            if (ApacheRoute.Own(route.Node, name) is { } own && ApacheRoute.Own(owner.Node, name)?.Value != own.Value)
            {
                yield return At(own.Word.Span, $"{own.Word.Value} is ignored: {route.Target} begins with {owner.Target} of line {owner.Node.Span.Line}, and the two share that line's worker.", route.Hint, route.Name);
            }
        }
    }
}
