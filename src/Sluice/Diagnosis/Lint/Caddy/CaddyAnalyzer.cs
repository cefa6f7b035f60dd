using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Caddy;

/// <summary>Caddy, as a Caddyfile or as JSON.</summary>
internal sealed class CaddyAnalyzer() : MainFileAnalyzer(Product.Caddy)
{
    protected override bool IsMain(SourceText file) =>
        file.Path.EndsWith("Caddyfile", StringComparison.OrdinalIgnoreCase);

    protected override void Analyze(SourceText file, LintContext context)
    {
        var configuration = IsJson(file) ? CaddyJson.Read(JsonReader.Read(file)) : CaddyfileReader.Read(Expanded(file, context));
        RuleCatalog.Check(configuration.Proxies.Where(proxy => proxy.Hint != StreamHint.No), context);
        RuleCatalog.Check([configuration], context);
    }

    static ConfigNode Expanded(SourceText file, LintContext context)
    {
        var root = RootOf(file, CaddyfileParser.Parse(file), context);
        new CaddyImports(context).Expand(root);
        return root;
    }

    static bool IsJson(SourceText file) => file.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A rule about one reverse_proxy.</summary>
internal abstract class CaddyProxyRule(RuleInfo info) : LintRule<CaddyProxy>(info);

/// <summary>A rule about the configuration as a whole.</summary>
internal abstract class CaddyRule(RuleInfo info) : LintRule<CaddyConfiguration>(info);
