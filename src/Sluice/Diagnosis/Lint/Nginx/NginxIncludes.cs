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
        var paths = Resolve(pattern);
        if (paths.Count == 0 && !Glob.IsPattern(pattern))
            context.Notes.Add($"{directive.Span.Source.Path}:{directive.Span.Line}: include {pattern} was not found; what it sets is not known");
        foreach (var path in paths)
        {
            if (depth >= MaxDepth || ++_files > MaxFiles)
                throw new SyntaxException(directive.Span, $"includes are nested more than {MaxDepth} deep, or more than {MaxFiles} files are included: does a file include itself?");
            context.MarkRead(path);
            var holder = new ConfigNode(directive.NameWord);
            foreach (var node in NginxParser.Parse(SourceText.FromBytes(path, ReadOrExplain(path, directive))))
                holder.Add(node);
            Expand(holder, depth + 1);
            foreach (var node in holder.Children)
                parent.Add(node);
        }
    }

    byte[] ReadOrExplain(string path, ConfigNode directive)
    {
        try
        {
            return context.Files.Read(path);
        }
        catch (IOException e)
        {
            throw new SyntaxException(directive.Span, $"the included file {path} cannot be read: {e.Message}");
        }
    }

    /// <summary>
    /// Relative to the main file, as nginx does. An absolute path that is not there is looked for below the main file's directory, so that
    /// a copy of /etc/nginx in a repository reads as it will on the server.
    /// </summary>
    IReadOnlyList<string> Resolve(string pattern)
    {
        if (!pattern.StartsWith('/'))
            return context.Files.Expand(FileSource.Join(_prefix, pattern));
        var found = context.Files.Expand(pattern);
        var rest = pattern;
        while (found.Count == 0 && rest.IndexOf('/', 1) is > 0 and var next)
        {
            rest = rest[next..];
            found = context.Files.Expand(FileSource.Join(_prefix, rest[1..]));
        }
        return found;
    }
}
