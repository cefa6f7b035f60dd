using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Caddy;

/// <summary>Caddy, as a Caddyfile or as JSON.</summary>
internal sealed class CaddyAnalyzer() : ProductAnalyzer(Product.Caddy)
{
    /// <summary>A file that another one imports is judged there, and not a second time alone.</summary>
    public override void Analyze(IReadOnlyList<SourceText> files, LintContext context)
    {
        foreach (var file in files.OrderBy(file => file.Path.EndsWith("Caddyfile", StringComparison.OrdinalIgnoreCase) ? 0 : 1))
        {
            if (!context.WasRead(file.Path))
                base.Analyze([file], context);
        }
    }

    protected override void Analyze(SourceText file, LintContext context)
    {
        context.MarkRead(file.Path);
        var configuration = IsJson(file) ? CaddyJson.Read(JsonReader.Read(file)) : CaddyfileReader.Read(Expanded(file, context));
        foreach (var rule in RuleCatalog.Of<CaddyProxyRule>())
        {
            foreach (var proxy in configuration.Proxies.Where(proxy => proxy.Hint != StreamHint.No))
                context.AddRange(rule.Check(proxy, context));
        }
        foreach (var rule in RuleCatalog.Of<CaddyRule>())
            context.AddRange(rule.Check(configuration, context));
    }

    static ConfigNode Expanded(SourceText file, LintContext context)
    {
        var root = new ConfigNode(new("", file.Span(0, 0)));
        foreach (var node in CaddyfileParser.Parse(file))
            root.Add(node);
        new CaddyImports(context).Expand(root);
        return root;
    }

    static bool IsJson(SourceText file) => file.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A rule about one reverse_proxy.</summary>
internal abstract class CaddyProxyRule(RuleInfo info) : LintRule<CaddyProxy>(info);

/// <summary>A rule about the configuration as a whole.</summary>
internal abstract class CaddyRule(RuleInfo info) : LintRule<CaddyConfiguration>(info);
