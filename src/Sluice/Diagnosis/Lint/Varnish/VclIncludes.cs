using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Varnish;

/// <summary>Puts included VCL where it is included: beside the including file, or where its path says.</summary>
internal sealed class VclIncludes(LintContext context) : IncludeExpansion(context)
{
    protected override IReadOnlyList<ConfigNode> Parse(SourceText source) => VclParser.Parse(source);

    public override void Expand(ConfigNode parent, int depth = 0)
    {
        var children = parent.Children.ToList();
        parent.Children.Clear();
        foreach (var child in children)
        {
            parent.Add(child);
            if (child.Is("include") && child.Arguments is [.., var name])
                Include(parent, child, name.Value, Context.Files.ExpandBeside(name.Value.StartsWith("./", StringComparison.Ordinal) ? name.Value[2..] : name.Value, FileSource.DirectoryOf(child.Span.Source.Path)), depth);
            else if (child.IsBlock)
                Expand(child, depth);
        }
    }
}
