namespace Sluice.Diagnosis.Lint.Apim.Rules;

internal sealed class TransformsAnswer() : ApimRule(new RuleInfo
{
    Id = "GW1905",
    Product = Product.ApiManagement,
    Title = "a policy rewrites the body of the answer",
    Severity = Severity.Error,
    Flags = "set-body, find-and-replace, redirect-content-urls, json-to-xml, xml-to-json or xsl-transform in outbound, unless it stands in a branch for errors only or in a choice about streams, or makes up an answer of its own (return-response, send-request).",
    Why = "The body has to be complete before it can be rewritten.",
    Fix = "<choose>\n    <when condition=\"@(context.Response.StatusCode >= 400)\">\n        <set-body>...</set-body>\n    </when>\n</choose>",
    Changes = "Only errors are rewritten, streams are passed on as they come.",
    Evidence = [FailureModes.B08, Sources.Apim],
})
{
    static readonly string[] Transformations = ["set-body", "find-and-replace", "redirect-content-urls", "json-to-xml", "xml-to-json", "xsl-transform"];

    public override IEnumerable<Finding> Check(ApimPolicy policy, LintContext context) =>
        policy.OnAnswer.Where(node => Transformations.Contains(node.Name)).Select(node => At(node, $"{node.Name} needs the whole answer before the client gets any of it.", policy));
}
