using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Varnish;

/// <summary>Varnish, and what else speaks VCL 4.</summary>
internal sealed class VarnishAnalyzer() : ProductAnalyzer(Product.Varnish)
{
    /// <summary>A file that another one includes is judged there, and not a second time alone.</summary>
    public override void Analyze(IReadOnlyList<SourceText> files, LintContext context)
    {
        foreach (var file in files.OrderBy(file => file.Text.Contains("include ", StringComparison.Ordinal) ? 0 : 1))
        {
            if (!context.WasRead(file.Path))
                base.Analyze([file], context);
        }
    }

    protected override void Analyze(SourceText file, LintContext context)
    {
        context.MarkRead(file.Path);
        var root = new ConfigNode(new("", file.Span(0, 0)));
        foreach (var node in VclParser.Parse(file))
            root.Add(node);
        new VclIncludes(context).Expand(root);
        var configuration = new VclConfiguration(root);
        foreach (var rule in RuleCatalog.Of<VarnishRule>())
            context.AddRange(rule.Check(configuration, context));
    }
}

/// <summary>A rule about a VCL program.</summary>
internal abstract class VarnishRule(RuleInfo info) : LintRule<VclConfiguration>(info)
{
    /// <summary>A finding at a statement, with the severity that its likelihood for streams allows.</summary>
    protected Finding At(VclConfiguration configuration, VclStep step, string message) =>
        At(step.Node.Head, message, configuration.HintOf(step), $"sub {step.Sub}");
}
