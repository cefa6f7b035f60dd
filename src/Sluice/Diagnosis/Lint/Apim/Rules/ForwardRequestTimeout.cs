using System.Globalization;
using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Diagnosis.Lint.Apim.Rules;

internal sealed class ForwardRequestTimeout() : ApimRule(new RuleInfo
{
    Id = "GW1902",
    Product = Product.ApiManagement,
    Title = "API Management does not wait for the first token",
    Severity = Severity.Warning,
    Flags = "timeout or timeout-ms of a forward-request policy below 60 s (warning) or 120 s (info). The default of 300 s passes.",
    Why = "The time runs until the backend has sent the headers of its answer; many servers send them with the first token only, which a long prompt or a queue keeps back.",
    Fix = "<forward-request timeout=\"240\" buffer-response=\"false\" />",
    Changes = "Slow first tokens are waited for. Values above 240 s are not reliable, since the balancer below may cut the connection first.",
    Evidence = [FailureModes.T02, Sources.ApimForward],
    Mechanical = true,
})
{
    static readonly TimeSpan Most = TimeSpan.FromSeconds(240);

    public override IEnumerable<Finding> Check(ApimPolicy policy, LintContext context) => policy.Forwards.SelectMany(forward => Check(forward, policy, context));

    IEnumerable<Finding> Check(XmlElementNode forward, ApimPolicy policy, LintContext context)
    {
        var name = forward["timeout-ms"] is null ? "timeout" : "timeout-ms";
        var unit = name == "timeout" ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(1);
        var attribute = forward.Attribute(name);
        var limit = TimeSpan.FromSeconds(300);
        if (attribute is not null && !Durations.TryParse(attribute.Value, unit, out limit))
            return [];
        var timer = new PathTimer(TimerKind.FirstByte, limit, $"forward-request {name}", attribute?.Span ?? forward.StartTag, Product.ApiManagement, attribute is null) { Route = ApimPolicy.Route(forward) };
        return TimerRule.Check(this, timer, context, policy.Hint,
            value => ((value > Most ? Most : value) / unit).ToString("0", CultureInfo.InvariantCulture), number => forward.Set(name, number))
            .Select(finding => finding with { Fix = $"{name}=\"{finding.Fix}\"" });
    }
}
