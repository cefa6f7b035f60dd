using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Xml;

/// <summary>An element of an XML file, with its place. Names compare as XML has them, values without regard to case.</summary>
internal sealed class XmlElementNode(string name, SourceSpan startTag)
{
    public string Name { get; } = name;

    /// <summary>From <c>&lt;</c> to <c>&gt;</c> of the start tag.</summary>
    public SourceSpan StartTag { get; } = startTag;

    public List<XmlAttributeNode> Attributes { get; } = [];

    public List<XmlElementNode> Children { get; } = [];

    public XmlElementNode? Parent { get; private set; }

    /// <summary>Text directly within the element.</summary>
    public string Text { get; set; } = "";

    public void Add(XmlElementNode child)
    {
        child.Parent = this;
        Children.Add(child);
    }

    public XmlAttributeNode? Attribute(string name) => Attributes.FirstOrDefault(attribute => attribute.Name == name);

    /// <summary>The value of an attribute; null where it is not written.</summary>
    public string? this[string name] => Attribute(name)?.Value;

    public bool Is(string attribute, string value) => string.Equals(this[attribute], value, StringComparison.OrdinalIgnoreCase);

    public IEnumerable<XmlElementNode> Ancestors()
    {
        for (var node = Parent; node is not null; node = node.Parent)
            yield return node;
    }

    /// <summary>This element and all below it, in file order.</summary>
    public IEnumerable<XmlElementNode> WithDescendants()
    {
        var stack = new Stack<XmlElementNode>([this]);
        while (stack.TryPop(out var node))
        {
            yield return node;
            for (var i = node.Children.Count - 1; i >= 0; i--)
                stack.Push(node.Children[i]);
        }
    }

    /// <summary>Children below a path of names.</summary>
    public IEnumerable<XmlElementNode> At(params IEnumerable<string> path) =>
        path.Aggregate((IEnumerable<XmlElementNode>)[this], (nodes, name) => nodes.SelectMany(node => node.Children.Where(child => child.Name == name)));

    /// <summary>Writes an attribute: replaces its value, or adds it at the end of the start tag.</summary>
    public TextEdit Set(string name, string value)
    {
        if (Attribute(name) is { } attribute)
            return TextEdit.Replace(attribute.ValueSpan, value);
        var end = StartTag.Text.EndsWith("/>", StringComparison.Ordinal) ? 2 : 1;
        var text = StartTag.Text[..^end];
        var blanks = text.Length - text.TrimEnd().Length;
        return TextEdit.InsertAfter(StartTag with { Length = StartTag.Length - end - blanks }, $" {name}=\"{value}\"");
    }

    public override string ToString() => $"<{Name}>";
}

/// <summary>An attribute: its value as the reader understands it, and where name and value stand.</summary>
internal sealed record XmlAttributeNode(string Name, string Value, SourceSpan NameSpan, SourceSpan ValueSpan)
{
    /// <summary>From the name to the closing quote.</summary>
    public SourceSpan Span => NameSpan with { Length = ValueSpan.End + 1 - NameSpan.Start };
}
