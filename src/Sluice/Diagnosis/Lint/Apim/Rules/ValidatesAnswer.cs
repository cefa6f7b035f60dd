namespace Sluice.Diagnosis.Lint.Apim.Rules;

internal sealed class ValidatesAnswer() : ApimRule(new RuleInfo
{
    Id = "GW1903",
    Product = Product.ApiManagement,
    Title = "a policy reads the whole answer to validate it",
    Severity = Severity.Error,
    Flags = "validate-content in outbound. In inbound it looks at requests and is not flagged; neither are validate-headers and validate-status-code.",
    Why = "The body has to be complete before it can be judged, and buffer-response=\"false\" does not help.",
    Fix = "<!-- no validate-content in outbound of this operation -->",
    Changes = "Answers of the streaming operation are passed on unseen; other operations may keep the policy in a scope of their own.",
    Evidence = [FailureModes.B08, Sources.Apim],
})
{
    public override IEnumerable<Finding> Check(ApimPolicy policy, LintContext context) =>
        policy.OnAnswer.Where(node => node.Name == "validate-content").Select(node => At(node, "validate-content collects the whole answer before the client gets any of it.", policy));
}
