using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.HAProxy;

/// <summary>HAProxy.</summary>
internal sealed class HAProxyAnalyzer() : ProductAnalyzer(Product.HAProxy)
{
    protected override void Analyze(SourceText file, LintContext context)
    {
        var configuration = new HAProxyConfiguration(HAProxyParser.Parse(file));
        RuleCatalog.Check(configuration.Pairs, context);
        RuleCatalog.Check([configuration], context);
    }
}

/// <summary>A rule about a frontend together with a backend that it uses.</summary>
internal abstract class HAProxyPairRule(RuleInfo info) : LintRule<HAProxyPair>(info);

/// <summary>A rule about the configuration as a whole.</summary>
internal abstract class HAProxyRule(RuleInfo info) : LintRule<HAProxyConfiguration>(info);
