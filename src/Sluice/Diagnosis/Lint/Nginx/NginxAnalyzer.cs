using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Nginx;

/// <summary>nginx, OpenResty, and what ingress-nginx generates.</summary>
internal sealed class NginxAnalyzer() : ProductAnalyzer(Product.Nginx)
{
    /// <summary>Main files first: a file that one of them includes is judged with what it inherits there, and not a second time alone.</summary>
    public override void Analyze(IReadOnlyList<SourceText> files, LintContext context)
    {
        foreach (var file in files.OrderBy(IsMain))
        {
            if (context.WasRead(file.Path))
                continue;
            base.Analyze([file], context);
        }
    }

    protected override void Analyze(SourceText file, LintContext context)
    {
        var root = new ConfigNode(new("", file.Span(0, 0)));
        foreach (var node in NginxParser.Parse(file))
            root.Add(node);
        context.MarkRead(file.Path);
        new NginxIncludes(context, file.Path).Expand(root);
        Check(new NginxConfiguration(root), context);
    }

    /// <summary>Runs the rules over a configuration that has been put together.</summary>
    public static void Check(NginxConfiguration configuration, LintContext context)
    {
        foreach (var rule in RuleCatalog.Of<NginxRouteRule>())
        {
            foreach (var route in configuration.Routes.Where(route => route.Hint != StreamHint.No))
                context.AddRange(rule.Check(route, context));
        }
        foreach (var rule in RuleCatalog.Of<NginxRule>())
            context.AddRange(rule.Check(configuration, context));
    }

    static int IsMain(SourceText file) =>
        file.Path.EndsWith("nginx.conf", StringComparison.Ordinal) || file.Text.Contains("http {", StringComparison.Ordinal) || file.Text.Contains("http{", StringComparison.Ordinal) ? 0 : 1;
}

/// <summary>A rule about one route to an upstream.</summary>
internal abstract class NginxRouteRule(RuleInfo info) : LintRule<NginxRoute>(info);

/// <summary>A rule about the configuration as a whole.</summary>
internal abstract class NginxRule(RuleInfo info) : LintRule<NginxConfiguration>(info);
