using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Apache;

/// <summary>Apache httpd.</summary>
internal sealed class ApacheAnalyzer() : MainFileAnalyzer(Product.Apache)
{
    protected override bool IsMain(SourceText file) =>
        file.Path.EndsWith("apache2.conf", StringComparison.Ordinal) || file.Path.EndsWith("httpd.conf", StringComparison.Ordinal);

    protected override void Analyze(SourceText file, LintContext context)
    {
        var root = RootOf(file, ApacheParser.Parse(file), context);
        new ApacheExpansion(context, file.Path).Expand(root);
        var configuration = new ApacheConfiguration(root);
        RuleCatalog.Check(configuration.Routes.Where(route => route.Hint != StreamHint.No), context);
        RuleCatalog.Check([configuration], context);
    }
}

/// <summary>A rule about one way to an upstream.</summary>
internal abstract class ApacheRouteRule(RuleInfo info) : LintRule<ApacheRoute>(info);

/// <summary>A rule about the configuration as a whole.</summary>
internal abstract class ApacheRule(RuleInfo info) : LintRule<ApacheConfiguration>(info);
