using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Varnish;

/// <summary>Varnish, and what else speaks VCL 4.</summary>
internal sealed class VarnishAnalyzer() : MainFileAnalyzer(Product.Varnish)
{
    protected override bool IsMain(SourceText file) =>
        file.Text.Contains("include ", StringComparison.Ordinal);

    protected override void Analyze(SourceText file, LintContext context)
    {
        var root = RootOf(file, VclParser.Parse(file), context);
        new VclIncludes(context).Expand(root);
        var configuration = new VclConfiguration(root);
        RuleCatalog.Check([configuration], context);
    }
}

/// <summary>A rule about a VCL program.</summary>
internal abstract class VarnishRule(RuleInfo info) : LintRule<VclConfiguration>(info)
{
    /// <summary>A finding at a statement, with the severity that its likelihood for streams allows.</summary>
    protected Finding At(VclConfiguration configuration, VclStep step, string message) =>
        At(step.Node.Head, message, configuration.HintOf(step), $"sub {step.Sub}");
}
