using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Diagnosis.Lint.Apim;

/// <summary>Policies of Azure API Management.</summary>
internal sealed class ApimAnalyzer() : ProductAnalyzer(Product.ApiManagement)
{
    protected override void Analyze(SourceText file, LintContext context)
    {
        var policy = new ApimPolicy(XmlTree.Read(file, PolicyExpressions.Mask(file.Text)), file);
        if (policy.Hint == StreamHint.No)
            return;
        foreach (var rule in RuleCatalog.Of<ApimRule>())
            context.AddRange(rule.Check(policy, context));
    }
}

/// <summary>A rule about a policy document.</summary>
internal abstract class ApimRule(RuleInfo info) : LintRule<ApimPolicy>(info)
{
    protected Finding At(XmlElementNode node, string message, ApimPolicy policy) => At(node.StartTag, message, policy.Hint, ApimPolicy.Route(node));
}
