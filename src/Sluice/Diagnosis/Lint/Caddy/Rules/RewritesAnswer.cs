using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Caddy.Rules;

internal sealed class RewritesAnswer() : CaddyProxyRule(new RuleInfo
{
    Id = "GW1211",
    Product = Product.Caddy,
    Title = "a Caddy handler reads the whole answer to rewrite it",
    Severity = Severity.Error,
    Flags = "templates whose mime takes in text/event-stream, and the replace plugin without stream, on the way of a reverse_proxy (same block or one around it, matchers considered). Not flagged: templates with its default types, which leave event streams alone.",
    Why = "Both handlers collect a body to its end before they send its first byte.",
    Fix = "templates /pages/* {\n    mime text/html\n}",
    Changes = "Answers of the paths that are left out are passed on as they arrive, and unchanged.",
    Evidence = [Measurements.CaddyTemplates, Sources.CaddyRewriters],
})
{
    public override IEnumerable<Finding> Check(CaddyProxy proxy, LintContext context) =>
        proxy.Rewriters.Select(handler => At(
            proxy.IsJson ? (handler.Last("handler") ?? handler).Span : handler.Head,
            $"{(proxy.IsJson ? handler.Text("handler") : handler.Name)} takes in event streams: the answer is sent when it is complete.", proxy.Hint, proxy.Name));
}
