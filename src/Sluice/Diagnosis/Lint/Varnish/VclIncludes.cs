using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Varnish;

/// <summary>Puts included VCL where it is included.</summary>
internal sealed class VclIncludes(LintContext context)
{
    const int MaxDepth = 16;
    const int MaxFiles = 1000;

    int _files;

    public void Expand(ConfigNode parent, int depth = 0)
    {
        var children = parent.Children.ToList();
        parent.Children.Clear();
        foreach (var child in children)
        {
            parent.Add(child);
            if (child.Is("include") && child.Arguments.Count > 0)
                Include(parent, child, depth);
            else if (child.IsBlock)
                Expand(child, depth);
        }
    }

    void Include(ConfigNode parent, ConfigNode directive, int depth)
    {
        if (Resolve(directive) is not { } path)
        {
            context.Notes.Add($"{directive.Span.Source.Path}:{directive.Span.Line}: include {directive.Arguments[^1].Value} was not found; what it sets is not known");
            return;
        }
        if (depth >= MaxDepth || ++_files > MaxFiles)
            throw new SyntaxException(directive.Span, $"includes are nested more than {MaxDepth} deep, or more than {MaxFiles} files are included: does a file include itself?");
        var holder = new ConfigNode(directive.NameWord);
        foreach (var node in VclParser.Parse(context.Include(path, directive.Span)))
            holder.Add(node);
        Expand(holder, depth + 1);
        foreach (var node in holder.Children)
            parent.Add(node);
    }

    /// <summary>Beside the including file, or where its path says.</summary>
    string? Resolve(ConfigNode directive)
    {
        var name = directive.Arguments[^1].Value;
        return context.Files.ExpandBeside(name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name, FileSource.DirectoryOf(directive.Span.Source.Path)) is [var path, ..] ? path : null;
    }
}
