using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Diagnosis.Lint.Iis;

/// <summary>IIS: web.config of a site and applicationHost.config of a machine.</summary>
internal sealed class IisAnalyzer() : ProductAnalyzer(Product.Iis)
{
    protected override void Analyze(SourceText file, LintContext context)
    {
        var root = XmlTree.Read(file);
        var sections = root.WithDescendants().Where(node => node.Name == "system.webServer").Select(node => new IisSection(node)).ToList();
        foreach (var section in sections.Where(section => section.Hint != StreamHint.No))
        {
            foreach (var rule in RuleCatalog.Of<IisRule>())
                context.AddRange(rule.Check(section, context));
        }
        foreach (var rule in RuleCatalog.Of<IisMachineRule>())
            context.AddRange(rule.Check(root, context));
        if (sections.Any(section => section.ProxiedTo.Any()) && !root.WithDescendants().Any(node => node.Name == "proxy"))
            context.Notes.Add($"{file.Path}: requests are passed on by ARR; its timeout and its response buffer threshold stand in applicationHost.config, which is worth a look, too");
    }
}

/// <summary>A rule about a site or a location.</summary>
internal abstract class IisRule(RuleInfo info) : LintRule<IisSection>(info);

/// <summary>A rule about settings of the machine: farms, the proxy, FastCGI programs.</summary>
internal abstract class IisMachineRule(RuleInfo info) : LintRule<XmlElementNode>(info);
