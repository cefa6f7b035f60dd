using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Nginx;

/// <summary>Puts included files where they are included, globs and nesting included.</summary>
internal sealed class NginxIncludes(LintContext context, string mainFile)
{
    const int MaxDepth = 16;
    const int MaxFiles = 1000;

    readonly string _prefix = FileSource.DirectoryOf(mainFile);
    int _files;

    public void Expand(ConfigNode parent, int depth = 0)
    {
        var children = parent.Children.ToList();
        parent.Children.Clear();
        foreach (var child in children)
        {
            parent.Add(child);
            if (child.Is("include") && child.Arguments.Count == 1 && !child.IsBlock)
                Include(parent, child, depth);
            else if (child.IsBlock)
                Expand(child, depth);
        }
    }

    void Include(ConfigNode parent, ConfigNode directive, int depth)
    {
        var pattern = directive.Argument(0);
        var paths = context.Files.ExpandBeside(pattern, _prefix);
        if (paths.Count == 0 && !Glob.IsPattern(pattern))
            context.Notes.Add($"{directive.Span.Source.Path}:{directive.Span.Line}: include {pattern} was not found; what it sets is not known");
        foreach (var path in paths)
        {
            if (depth >= MaxDepth || ++_files > MaxFiles)
                throw new SyntaxException(directive.Span, $"includes are nested more than {MaxDepth} deep, or more than {MaxFiles} files are included: does a file include itself?");
            var holder = new ConfigNode(directive.NameWord);
            foreach (var node in NginxParser.Parse(context.Include(path, directive.Span)))
                holder.Add(node);
            Expand(holder, depth + 1);
            foreach (var node in holder.Children)
                parent.Add(node);
        }
    }
}
