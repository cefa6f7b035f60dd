using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint;

/// <summary>
/// A product whose files include each other. Main files come first: a file that one of them includes is judged with what it inherits there,
/// and not a second time alone.
/// </summary>
internal abstract class MainFileAnalyzer(Product product) : ProductAnalyzer(product)
{
    public sealed override void Analyze(IReadOnlyList<SourceText> files, LintContext context)
    {
        foreach (var file in files.OrderBy(file => IsMain(file) ? 0 : 1).Where(file => !context.WasRead(file.Path)))
            base.Analyze([file], context);
    }

    protected abstract bool IsMain(SourceText file);

    /// <summary>Marks the file as read, and hangs its nodes below a root without a name.</summary>
    protected static ConfigNode RootOf(SourceText file, IReadOnlyList<ConfigNode> nodes, LintContext context)
    {
        context.MarkRead(file.Path);
        var root = new ConfigNode(new("", file.Span(0, 0)));
        foreach (var node in nodes)
            root.Add(node);
        return root;
    }
}
