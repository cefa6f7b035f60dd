using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Envoy;

/// <summary>Envoy's static configuration, as YAML or JSON.</summary>
internal sealed class EnvoyAnalyzer() : ProductAnalyzer(Product.Envoy)
{
    protected override void Analyze(SourceText file, LintContext context)
    {
        var documents = file.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? [JsonReader.Read(file)] : YamlReader.ReadAll(file);
        foreach (var configuration in documents.Select(document => new EnvoyConfiguration(document)))
        {
            RuleCatalog.Check(configuration.Routes.Where(route => route.Hint != StreamHint.No), context);
            RuleCatalog.Check([configuration], context);
        }
    }
}

/// <summary>A rule about one route to clusters.</summary>
internal abstract class EnvoyRouteRule(RuleInfo info) : LintRule<EnvoyRoute>(info);

/// <summary>A rule about the configuration as a whole.</summary>
internal abstract class EnvoyRule(RuleInfo info) : LintRule<EnvoyConfiguration>(info);
