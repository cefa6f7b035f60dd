using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Traefik;

/// <summary>Traefik: static and dynamic files in YAML or TOML, labels and flags in compose files.</summary>
internal sealed class TraefikAnalyzer() : ProductAnalyzer(Product.Traefik)
{
    /// <summary>All files together: routers in one name middlewares in another.</summary>
    public override void Analyze(IReadOnlyList<SourceText> files, LintContext context)
    {
        var documents = new List<TraefikDocument>();
        foreach (var file in files)
        {
            try
            {
                documents.AddRange(TraefikDocument.Read(file));
            }
            catch (SyntaxException error)
            {
                context.SyntaxError(error);
            }
        }
        Check(new TraefikConfiguration(documents), context);
    }

    protected override void Analyze(SourceText file, LintContext context) => Analyze([file], context);

    static void Check(TraefikConfiguration configuration, LintContext context)
    {
        RuleCatalog.Check(configuration.Uses.Where(use => use.Hint != StreamHint.No), context);
        RuleCatalog.Check([configuration], context);
    }
}

/// <summary>A rule about a middleware on the way of a router.</summary>
internal abstract class TraefikUseRule(RuleInfo info) : LintRule<TraefikUse>(info);

/// <summary>A rule about the configuration as a whole.</summary>
internal abstract class TraefikRule(RuleInfo info) : LintRule<TraefikConfiguration>(info);
