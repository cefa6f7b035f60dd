using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Apache;

/// <summary>Apache httpd.</summary>
internal sealed class ApacheAnalyzer() : ProductAnalyzer(Product.Apache)
{
    /// <summary>Main files first: a file that one of them includes is judged with what it inherits there, and not a second time alone.</summary>
    public override void Analyze(IReadOnlyList<SourceText> files, LintContext context)
    {
        foreach (var file in files.OrderBy(file => IsMain(file) ? 0 : 1))
        {
            if (!context.WasRead(file.Path))
                base.Analyze([file], context);
        }
    }

    protected override void Analyze(SourceText file, LintContext context)
    {
        context.MarkRead(file.Path);
        var root = new ConfigNode(new("", file.Span(0, 0)));
        foreach (var node in ApacheParser.Parse(file))
            root.Add(node);
        new ApacheExpansion(context, file.Path).Expand(root);
        var configuration = new ApacheConfiguration(root);
        foreach (var rule in RuleCatalog.Of<ApacheRouteRule>())
        {
            foreach (var route in configuration.Routes.Where(route => route.Hint != StreamHint.No))
                context.AddRange(rule.Check(route, context));
        }
        foreach (var rule in RuleCatalog.Of<ApacheRule>())
            context.AddRange(rule.Check(configuration, context));
    }

    static bool IsMain(SourceText file) =>
        file.Path.EndsWith("apache2.conf", StringComparison.Ordinal) || file.Path.EndsWith("httpd.conf", StringComparison.Ordinal);
}

/// <summary>A rule about one way to an upstream.</summary>
internal abstract class ApacheRouteRule(RuleInfo info) : LintRule<ApacheRoute>(info);

/// <summary>A rule about the configuration as a whole.</summary>
internal abstract class ApacheRule(RuleInfo info) : LintRule<ApacheConfiguration>(info);
