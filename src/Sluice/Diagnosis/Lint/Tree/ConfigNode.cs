using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Tree;

/// <summary>One word of a directive: its value without quotes, and where it stands.</summary>
internal readonly record struct ConfigWord(string Value, SourceSpan Span);

/// <summary>A directive, section or block of a configuration file, with its place. Included files stand where they are included.</summary>
internal sealed class ConfigNode(ConfigWord name)
{
    public string Name => NameWord.Value;

    public ConfigWord NameWord { get; } = name;

    public List<ConfigWord> Arguments { get; } = [];

    public List<ConfigNode> Children { get; } = [];

    /// <summary>Whether it was written with a body, even an empty one.</summary>
    public bool IsBlock { get; set; }

    /// <summary>A list of data (YAML, JSON, TOML): the children are its items.</summary>
    public bool IsSequence { get; set; }

    /// <summary>A collection of data that is written in braces or brackets, as all of JSON is.</summary>
    public bool IsFlow { get; set; }

    /// <summary>A body in another language, such as Lua.</summary>
    public SourceSpan? RawBody { get; set; }

    public ConfigNode? Parent { get; private set; }

    /// <summary>From the name to the terminator or closing brace.</summary>
    public SourceSpan Span { get; set; } = name.Span;

    /// <summary>From the name to the last argument.</summary>
    public SourceSpan Head => Arguments.Count > 0 ? NameWord.Span.To(Arguments[^1].Span) : NameWord.Span;

    public string Argument(int index) => index < Arguments.Count ? Arguments[index].Value : "";

    public string ArgumentText => string.Join(' ', Arguments.Select(argument => argument.Value));

    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    public bool HasArgument(string value) => Arguments.Any(argument => argument.Value.Equals(value, StringComparison.OrdinalIgnoreCase));

    public void Add(ConfigNode child)
    {
        child.Parent = this;
        Children.Add(child);
    }

    /// <summary>The last child of this name, which is the one that counts where a directive may stand once.</summary>
    public ConfigNode? Last(string name) => Children.LastOrDefault(child => child.Is(name));

    public IEnumerable<ConfigNode> All(string name) => Children.Where(child => child.Is(name));

    /// <summary>All nodes below this one, in file order.</summary>
    public IEnumerable<ConfigNode> Descendants()
    {
        var stack = new Stack<ConfigNode>(Children.AsEnumerable().Reverse());
        while (stack.TryPop(out var node))
        {
            yield return node;
            for (var i = node.Children.Count - 1; i >= 0; i--)
                stack.Push(node.Children[i]);
        }
    }

    /// <summary>The blocks around this one, innermost first.</summary>
    public IEnumerable<ConfigNode> Ancestors()
    {
        for (var node = Parent; node is not null; node = node.Parent)
            yield return node;
    }

    public override string ToString() => Arguments.Count == 0 ? Name : $"{Name} {ArgumentText}";
}
