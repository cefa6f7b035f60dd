using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Nginx;

/// <summary>nginx, OpenResty, and what ingress-nginx generates.</summary>
internal sealed class NginxAnalyzer() : MainFileAnalyzer(Product.Nginx)
{
    protected override bool IsMain(SourceText file) =>
        file.Path.EndsWith("nginx.conf", StringComparison.Ordinal) || file.Text.Contains("http {", StringComparison.Ordinal) || file.Text.Contains("http{", StringComparison.Ordinal);

    protected override void Analyze(SourceText file, LintContext context)
    {
        var root = RootOf(file, NginxParser.Parse(file), context);
        new NginxIncludes(context, file.Path).Expand(root);
        Check(new NginxConfiguration(root), context);
    }

    /// <summary>Runs the rules over a configuration that has been put together.</summary>
    public static void Check(NginxConfiguration configuration, LintContext context)
    {
        RuleCatalog.Check(configuration.Routes.Where(route => route.Hint != StreamHint.No), context);
        RuleCatalog.Check([configuration], context);
    }
}

/// <summary>A rule about one route to an upstream.</summary>
internal abstract class NginxRouteRule(RuleInfo info) : LintRule<NginxRoute>(info);

/// <summary>A rule about the configuration as a whole.</summary>
internal abstract class NginxRule(RuleInfo info) : LintRule<NginxConfiguration>(info);
