using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.HAProxy;

/// <summary>A frontend, backend or listen section, with the defaults that it inherits.</summary>
internal sealed class HAProxySection(ConfigNode node, IReadOnlyList<ConfigNode> defaults)
{
    public ConfigNode Node { get; } = node;

    public string Name => $"{Node.Name} {Node.Argument(0)}";

    public bool IsFrontend => Node.Is("frontend") || Node.Is("listen");

    public bool IsBackend => Node.Is("backend") || Node.Is("listen");

    public bool IsHttp => Setting("mode")?.Argument(0) == "http";

    /// <summary>Keywords that may stand several times, in this section alone.</summary>
    public IEnumerable<ConfigNode> Own(string name, string? first = null) =>
        Node.All(name).Where(line => first is null || line.Argument(0) == first);

    /// <summary>The line in force: the section's own last one, else that of the defaults it inherits, nearest first.</summary>
    public ConfigNode? Setting(string name, string? first = null) =>
        Scopes.Select(scope => scope.Children.LastOrDefault(line => line.Is(name) && (first is null || line.Argument(0) == first))).FirstOrDefault(line => line is not null);

    /// <summary>The line that switches an option on; null where nothing does, or <c>no option</c> does the opposite.</summary>
    public ConfigNode? Option(string name)
    {
        foreach (var scope in Scopes)
        {
            var line = scope.Children.LastOrDefault(line => (line.Is("option") && line.Argument(0) == name) || (line.Is("no") && line.Argument(0) == "option" && line.Argument(1) == name));
            if (line is not null)
                return line.Is("option") ? line : null;
        }
        return null;
    }

    /// <summary>Whether the section itself switches an option off, so that adding it elsewhere would not be what was meant.</summary>
    public ConfigNode? OwnRefusal(string name) => Node.Children.LastOrDefault(line => line.Is("no") && line.Argument(0) == "option" && line.Argument(1) == name);

    /// <summary>Adds a line to the section, below its head.</summary>
    public TextEdit Add(string line)
    {
        var indent = Node.Children.Count > 0 ? Node.Span.Source.IndentAt(Node.Children[0].Span.Start) : "    ";
        var end = Node.Span.Source.LineStart(Node.Span.Line) + Node.Span.Source.Line(Node.Span.Line).Length;
        return TextEdit.InsertAfter(Node.Span.Source.Span(end, 0), Node.Span.Source.NewLine + indent + line);
    }

    /// <summary>Sets a two-word keyword: replaces the section's own line, else adds one.</summary>
    public TextEdit Set(string name, string first, string value) =>
        Own(name, first).LastOrDefault() is { Arguments.Count: > 1 } own ? TextEdit.Replace(own.Arguments[1].Span.To(own.Arguments[^1].Span), value) : Add($"{name} {first} {value}");

    IEnumerable<ConfigNode> Scopes => defaults.Prepend(Node);
}
