using System.Globalization;
using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Caddy;

/// <summary>Puts imported snippets and files where they are imported: globs, nesting and arguments included.</summary>
internal sealed class CaddyImports(LintContext context)
{
    const int MaxDepth = 16;
    const int MaxNodes = 50_000;

    readonly Dictionary<string, ConfigNode> _snippets = new(StringComparer.Ordinal);
    int _nodes;

    public void Expand(ConfigNode parent, int depth = 0)
    {
        var children = parent.Children.ToList();
        parent.Children.Clear();
        foreach (var child in children)
        {
            if (++_nodes > MaxNodes)
                throw new SyntaxException(child.Head, $"with its imports the file holds more than {MaxNodes} lines: does a file or snippet import itself?");
            if (child.Name.StartsWith('(') && child.Name.EndsWith(')') && child.IsBlock)
            {
                _snippets[child.Name[1..^1]] = child;
                continue;
            }
            parent.Add(child);
            if (child.Name == "import" && child.Arguments.Count > 0)
            {
                foreach (var node in Imported(child, depth))
                    parent.Add(node);
            }
            else if (child.IsBlock)
            {
                Expand(child, depth);
            }
        }
    }

    List<ConfigNode> Imported(ConfigNode import, int depth)
    {
        if (depth >= MaxDepth)
            throw new SyntaxException(import.Head, $"imports are nested more than {MaxDepth} deep: does a file or snippet import itself?");
        var arguments = import.Arguments.Skip(1).ToList();
        var holder = new ConfigNode(import.NameWord);
        if (_snippets.TryGetValue(import.Argument(0), out var snippet))
        {
            foreach (var node in snippet.Children.SelectMany(node => Copies(node, import, arguments)))
                holder.Add(node);
        }
        else
        {
            foreach (var node in Files(import).SelectMany(path => CaddyfileParser.Parse(context.Include(path, import.Head))).SelectMany(node => Copies(node, import, arguments)))
                holder.Add(node);
        }
        Expand(holder, depth + 1);
        return holder.Children;
    }

    /// <summary>Relative to the importing file, as Caddy does.</summary>
    IReadOnlyList<string> Files(ConfigNode import)
    {
        var pattern = import.Argument(0);
        var found = context.Files.ExpandBeside(pattern, FileSource.DirectoryOf(import.Span.Source.Path));
        if (found.Count == 0 && !Glob.IsPattern(pattern))
            context.Notes.Add($"{import.Span.Source.Path}:{import.Span.Line}: import {pattern} names no snippet and no file here; what it sets is not known");
        return found;
    }

    /// <summary>A line as it reads with the import's arguments; <c>{block}</c> is the import's own block.</summary>
    IEnumerable<ConfigNode> Copies(ConfigNode original, ConfigNode import, IReadOnlyList<ConfigWord> arguments)
    {
        if (original.Name == "{block}")
            return import.Children.SelectMany(node => Copies(node, import, []));
        if (++_nodes > MaxNodes)
            throw new SyntaxException(import.Head, $"with its imports the file holds more than {MaxNodes} lines: does a file or snippet import itself?");
        var copy = new ConfigNode(original.NameWord with { Value = Substitute(original.Name, arguments) }) { IsBlock = original.IsBlock, Span = original.Span };
        foreach (var word in original.Arguments)
        {
            if (word.Value == "{args[:]}")
                copy.Arguments.AddRange(arguments);
            else
                copy.Arguments.Add(word with { Value = Substitute(word.Value, arguments) });
        }
        foreach (var child in original.Children.SelectMany(child => Copies(child, import, arguments)))
            copy.Add(child);
        return [copy];
    }

    static string Substitute(string word, IReadOnlyList<ConfigWord> arguments)
    {
        if (!word.Contains("{args", StringComparison.Ordinal))
            return word;
        for (var i = 0; i < arguments.Count; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            word = word.Replace($"{{args[{number}]}}", arguments[i].Value, StringComparison.Ordinal).Replace($"{{args.{number}}}", arguments[i].Value, StringComparison.Ordinal);
        }
        return word;
    }
}
