using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Apache;

/// <summary>
/// Reads the configuration as httpd would at its start: includes in place, <c>Define</c>d variables replaced, sections about modules and
/// defines opened or left out. Modules are taken as loaded: which ones are is not in the file alone.
/// </summary>
internal sealed class ApacheExpansion(LintContext context, string mainFile) : IncludeExpansion(context)
{
    readonly Dictionary<string, string> _defined = new(StringComparer.Ordinal);
    readonly string _here = FileSource.DirectoryOf(mainFile);

    protected override IReadOnlyList<ConfigNode> Parse(SourceText source) => ApacheParser.Parse(source);

    public override void Expand(ConfigNode parent, int depth = 0)
    {
        var children = parent.Children.ToList();
        parent.Children.Clear();
        foreach (var child in children)
        {
            if (child.IsBlock && Condition(child) is { } holds)
            {
                Expand(child, depth);
                foreach (var inner in holds ? child.Children : [])
                    parent.Add(inner);
                continue;
            }
            Substitute(child);
            parent.Add(child);
            if (child.Is("Define") && child.Arguments.Count > 0)
                _defined[child.Argument(0)] = child.Argument(1);
            else if (child.Is("UnDefine"))
                _defined.Remove(child.Argument(0));
            else if ((child.Is("Include") || child.Is("IncludeOptional")) && child.Arguments.Count > 0)
                Include(parent, child, child.Argument(0), Resolve(child.Argument(0)), depth, isOptional: child.Is("IncludeOptional"));
            else if (child.IsBlock)
                Expand(child, depth);
        }
    }

    /// <summary>Whether a conditional section holds; null for sections that are none.</summary>
    bool? Condition(ConfigNode section)
    {
        var what = section.Argument(0);
        if (section.Is("IfDefine"))
            return what.StartsWith('!') ? !_defined.ContainsKey(what[1..]) : _defined.ContainsKey(what);
        if (section.Is("IfModule") || section.Is("IfDirective") || section.Is("IfSection"))
            return !what.StartsWith('!');
        return section.Is("IfVersion") || section.Is("IfFile") ? true : null;
    }

    void Substitute(ConfigNode node)
    {
        for (var i = 0; i < node.Arguments.Count; i++)
        {
            var word = node.Arguments[i];
            if (!word.Value.Contains("${", StringComparison.Ordinal))
                continue;
            var value = word.Value;
            foreach (var (name, text) in _defined)
                value = value.Replace($"${{{name}}}", text, StringComparison.Ordinal);
            node.Arguments[i] = word with { Value = value.Length <= MaxValue ? value : word.Value };
        }
    }

    const int MaxValue = 4096;

    /// <summary>Relative to the main file, where ServerRoot usually is; a directory means all of its files.</summary>
    IReadOnlyList<string> Resolve(string pattern) => Context.Files.ExpandBeside(pattern, _here) is { Count: > 0 } found ? found
        : Glob.IsPattern(pattern) ? [] : Context.Files.ExpandBeside(pattern.TrimEnd('/') + "/*", _here);
}
