using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Diagnosis.Lint.Apim.Rules;

internal sealed class ReadsAnswer() : ApimRule(new RuleInfo
{
    Id = "GW1906",
    Product = Product.ApiManagement,
    Title = "an expression reads the whole answer, to log it or to look into it",
    Severity = Severity.Error,
    Flags = "context.Response.Body in an attribute or in the text of a policy in outbound, such as log-to-eventhub, trace or set-variable, unless it stands in a branch for errors only or in a choice about streams. Diagnostic settings of the API, which may log bodies as well, are no part of a policy and cannot be seen here.",
    Why = "Reading the body collects it; the client waits until it is complete.",
    Fix = "<log-to-eventhub logger-id=\"usage\">@(context.RequestId.ToString())</log-to-eventhub>",
    Changes = "Token counts come from llm-emit-token-metric or from the backend's own log instead of from the body.",
    Evidence = [FailureModes.B08, Sources.Apim, CloudSources.ApimBody],
})
{
    const string Body = "context.Response.Body";

    public override IEnumerable<Finding> Check(ApimPolicy policy, LintContext context) =>
        policy.OnAnswer.Where(node => node.Name != "set-body" && Reads(node)).Select(node => At(node, $"{node.Name} reads {Body}: the whole answer is collected first.", policy));

    static bool Reads(XmlElementNode node) =>
        node.Text.Contains(Body, StringComparison.Ordinal) || node.Attributes.Any(attribute => attribute.Value.Contains(Body, StringComparison.Ordinal));
}
