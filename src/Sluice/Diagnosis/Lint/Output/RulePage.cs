using System.Text;

namespace Sluice.Diagnosis.Lint.Output;

/// <summary>A rule's page under <c>docs/lint</c>, written from what the rule says of itself, so that the two cannot differ.</summary>
internal static class RulePage
{
    public static string Render(RuleInfo rule)
    {
        var page = new StringBuilder();
        page.Append($"# {rule.Id}: {rule.Title}\n\n");
        page.Append($"{Capital(rule.Product.Title())}, {rule.Severity.Name()}{(rule.Mechanical ? ", fixed by `--fix`" : "")}\n\n");
        page.Append($"## What is flagged\n\n{rule.Flags}\n\n");
        page.Append($"## Why\n\n{rule.Why}\n\n");
        page.Append($"## Fix\n\n```{Language(rule.Product)}\n{rule.Fix}\n```\n\n");
        page.Append($"## What changes\n\n{rule.Changes}\n");
        if (rule.Evidence.Count == 0)
            return page.ToString();
        page.Append("\n## Evidence\n\n");
        foreach (var evidence in rule.Evidence)
        {
            page.Append($"- **{evidence.Id}** ({evidence.Basis.Name()}): {evidence.Text}");
            foreach (var link in evidence.Links)
                page.Append($" <{link}>");
            page.Append('\n');
        }
        return page.ToString();
    }

    /// <summary>The table of all rules, for the index page.</summary>
    public static string Index(IEnumerable<RuleInfo> rules)
    {
        var table = new StringBuilder("| rule | product | severity | fix | what it finds |\n| --- | --- | --- | --- | --- |\n");
        foreach (var rule in rules)
            table.Append($"| [{rule.Id}]({rule.Id}.md) | {rule.Product.Title()} | {rule.Severity.Name()} | {(rule.Mechanical ? "`--fix`" : "by hand")} | {rule.Title} |\n");
        return table.ToString();
    }

    static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    static string Language(Product product) => product switch
    {
        Product.Nginx => "nginx",
        Product.Caddy => "caddyfile",
        Product.Apache => "apache",
        Product.Varnish => "vcl",
        Product.HAProxy => "haproxy",
        Product.Terraform => "hcl",
        Product.ApiManagement or Product.Iis => "xml",
        Product.Path => "text",
        _ => "yaml",
    };
}
