using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Apache.Rules;

internal sealed class HidesTruncation() : ApacheRouteRule(new RuleInfo
{
    Id = "GW1307",
    Product = Product.Apache,
    Title = "answers that broke off look complete",
    Severity = Severity.Warning,
    Flags = "SetEnv downgrade-1.0, force-response-1.0 or force-proxy-request-1.0 on a proxied route. The BrowserMatch lines for old browsers that packages ship are not flagged.",
    Why = "HTTP/1.0 has no chunks: the end of the connection is the end of the answer, whether the model had finished or the upstream died.",
    Fix = "# remove the SetEnv; proxy-nokeepalive keeps the other effect of force-proxy-request-1.0",
    Changes = "A broken answer ends without its final chunk, which clients notice.",
    Evidence = [Measurements.ApacheHttp10, FailureModes.X03],
})
{
    public override IEnumerable<Finding> Check(ApacheRoute route, LintContext context) =>
        route.All("SetEnv").Where(IsHttp10).Select(set =>
            At(set.Head, $"SetEnv {set.Argument(0)} speaks HTTP/1.0, where an answer that broke off cannot be told from a complete one.", route.Hint, route.Name));

    static bool IsHttp10(ConfigNode set) => set.Argument(0).ToLowerInvariant() is "downgrade-1.0" or "force-response-1.0" or "force-proxy-request-1.0";
}
