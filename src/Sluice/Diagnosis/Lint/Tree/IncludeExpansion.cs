using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Tree;

/// <summary>Puts the nodes of included files where they are included, nested includes too, with a stop for files that include themselves.</summary>
internal abstract class IncludeExpansion(LintContext context)
{
    const int MaxDepth = 16;
    const int MaxFiles = 1000;

    int _files;

    protected LintContext Context { get; } = context;

    /// <summary>Expands the includes below a node.</summary>
    public abstract void Expand(ConfigNode parent, int depth = 0);

    protected abstract IReadOnlyList<ConfigNode> Parse(SourceText source);

    /// <summary>Adds what a directive includes behind it; a file that should be there and is not becomes a note.</summary>
    protected void Include(ConfigNode parent, ConfigNode directive, string pattern, IReadOnlyList<string> paths, int depth, bool isOptional = false)
    {
        if (paths.Count == 0 && !isOptional && !Glob.IsPattern(pattern))
            Context.Notes.Add($"{directive.Span.Source.Path}:{directive.Span.Line}: {directive.Name} {pattern} was not found; what it sets is not known");
        foreach (var path in paths)
        {
            if (depth >= MaxDepth || ++_files > MaxFiles)
                throw new SyntaxException(directive.Span, $"includes are nested more than {MaxDepth} deep, or more than {MaxFiles} files are included: does a file include itself?");
            var holder = new ConfigNode(directive.NameWord);
            foreach (var node in Parse(Context.Include(path, directive.Span)))
                holder.Add(node);
            Expand(holder, depth + 1);
            foreach (var node in holder.Children)
                parent.Add(node);
        }
    }
}
