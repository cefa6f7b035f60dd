namespace Sluice.Diagnosis.Lint.Apim.Rules;

internal sealed class CachesAnswer() : ApimRule(new RuleInfo
{
    Id = "GW1904",
    Product = Product.ApiManagement,
    Title = "a policy stores the answer in a cache",
    Severity = Severity.Error,
    Flags = "cache-store, llm-semantic-cache-store or azure-openai-semantic-cache-store in outbound. cache-store-value stores what an expression yields and is not flagged.",
    Why = "What is to be stored is collected first, and a hit is replayed as one piece.",
    Fix = "<!-- no cache-store in outbound of this operation, no cache-lookup in inbound -->",
    Changes = "Each request goes to the backend.",
    Evidence = [FailureModes.B08, Sources.Apim],
})
{
    public override IEnumerable<Finding> Check(ApimPolicy policy, LintContext context) =>
        policy.OnAnswer.Where(node => node.Name is "cache-store" or "llm-semantic-cache-store" or "azure-openai-semantic-cache-store")
            .Select(node => At(node, $"{node.Name} collects the whole answer to store it.", policy));
}
