using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Apache.Rules;

internal sealed class SpoolsRequest() : ApacheRouteRule(new RuleInfo
{
    Id = "GW1308",
    Product = Product.Apache,
    Title = "the upstream hears of a prompt only when httpd has all of it",
    Severity = Severity.Info,
    Flags = "SetEnv proxy-sendcl on a proxied route.",
    Why = "To send a Content-Length httpd spools requests that came in chunks. Answers stream as before, but a long prompt over a slow link adds its upload time to the first token.",
    Fix = "SetEnv proxy-sendchunked 1",
    Changes = "The prompt is passed on while it arrives. Upstreams that cannot read chunked requests need proxy-sendcl.",
    Evidence = [Sources.ApacheRequestBodies],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(ApacheRoute route, LintContext context) =>
        route.All("SetEnv").Where(IsSpooling).Select(set => At(set.Head, "SetEnv proxy-sendcl spools chunked requests: time to first token grows by the upload of the prompt.", route.Hint, route.Name) with
        {
            Edits = [Text.TextEdit.Replace(set.Arguments[0].Span, "proxy-sendchunked")],
        });

    static bool IsSpooling(ConfigNode set) => set.Argument(0).Equals("proxy-sendcl", StringComparison.OrdinalIgnoreCase);
}
