using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class RetriesNonIdempotent() : NginxRouteRule(new RuleInfo
{
    Id = "GW1008",
    Product = Product.Nginx,
    Title = "nginx repeats POST requests, and each repetition is paid for",
    Severity = Severity.Error,
    Flags = "proxy_next_upstream (or the fastcgi_, uwsgi_, scgi_, grpc_ form) with non_idempotent on a route. Without that word nginx repeats no POST, and nothing is flagged.",
    Why = "A model that is slow to answer looks like a failed upstream: the same prompt is sent to the next one, and both generate.",
    Fix = "proxy_next_upstream off;",
    Changes = "A failed request is the client's (or the gateway's) to repeat, which knows whether it was accepted.",
    Evidence = [FailureModes.R03, FailureModes.R01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxRoute route, LintContext context)
    {
        if (route.Effective($"{route.Protocol}_next_upstream") is not { } directive || !directive.HasArgument("non_idempotent"))
            yield break;
        yield return At(directive.Head, $"{directive}: a POST that fails or times out is sent again to the next upstream.", route.Hint, route.Name) with
        {
            Fix = $"{directive.Name} off;",
            Edits = [TextEdit.Replace(directive.Arguments[0].Span.To(directive.Arguments[^1].Span), "off")],
        };
    }
}
