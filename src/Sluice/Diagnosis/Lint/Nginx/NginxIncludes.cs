using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Nginx;

/// <summary>Puts included files where they are included, relative to the main file as nginx does.</summary>
internal sealed class NginxIncludes(LintContext context, string mainFile) : IncludeExpansion(context)
{
    readonly string _prefix = FileSource.DirectoryOf(mainFile);

    protected override IReadOnlyList<ConfigNode> Parse(SourceText source) => NginxParser.Parse(source);

    public override void Expand(ConfigNode parent, int depth = 0)
    {
        var children = parent.Children.ToList();
        parent.Children.Clear();
        foreach (var child in children)
        {
            parent.Add(child);
            if (child.Is("include") && child.Arguments.Count == 1 && !child.IsBlock)
                Include(parent, child, child.Argument(0), Context.Files.ExpandBeside(child.Argument(0), _prefix), depth);
            else if (child.IsBlock)
                Expand(child, depth);
        }
    }
}
