namespace Sluice.Diagnosis.Lint.Apache.Rules;

internal sealed class InspectsResponseBody() : ApacheRouteRule(new RuleInfo
{
    Id = "GW1304",
    Product = Product.Apache,
    Title = "ModSecurity keeps event streams until they are complete",
    Severity = Severity.Error,
    Flags = "SecResponseBodyAccess On with text/event-stream in SecResponseBodyMimeType, on a route whose SecRuleEngine is not Off. Without that type ModSecurity leaves event streams alone, and nothing is flagged.",
    Why = "To inspect the body it collects it: the client sees nothing before the last token, and beyond SecResponseBodyLimit an error.",
    Fix = "SecResponseBodyAccess Off",
    Changes = "Answers on this route are not inspected. Requests still are.",
    Evidence = [Sources.ModSecurity, FailureModes.B04],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(ApacheRoute route, LintContext context)
    {
        if (route.Effective("SecResponseBodyAccess") is not { } access || !access.HasArgument("on") || route.Effective("SecRuleEngine")?.HasArgument("off") == true)
            yield break;
        if (route.All("SecResponseBodyMimeType").Any(types => types.HasArgument("text/event-stream")))
        {
            yield return At(access.Head, "SecResponseBodyAccess is on and SecResponseBodyMimeType names text/event-stream: the answer is held until it is complete.", route.Hint, route.Name) with
            {
                Edits = [Text.TextEdit.Replace(access.Arguments[0].Span, "Off")],
            };
        }
    }
}
