using Sluice.Configuration.Yaml;
using Sluice.Diagnosis.Lint.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sluice.Diagnosis.Lint.Tree;

/// <summary>Reads YAML, of one document or several, into nodes with places (<see cref="DataNodes"/>). Aliases and merge keys are resolved; what they bring stands where it was written.</summary>
internal sealed class YamlReader
{
    const int MaxDepth = 100;

    // A few aliases of aliases can name more nodes than a machine holds.
    const int MaxNodes = 200_000;

    readonly SourceText _source;
    readonly Parser _parser;
    readonly Dictionary<AnchorName, Value> _anchors = [];
    Mark _last = new(0, 1, 1);
    int _nodes;

    YamlReader(SourceText source)
    {
        _source = source;
        _parser = new Parser(new StringReader(source.Text));
    }

    /// <summary>The documents of a file, without those that hold nothing.</summary>
    /// <exception cref="SyntaxException">The text is not YAML.</exception>
    public static IReadOnlyList<ConfigNode> ReadAll(SourceText source)
    {
        if (YamlSyntax.UnreadableCharacter(source.Text) is { } bad)
            throw new SyntaxException(Place(source, bad.Line, bad.Column), bad.Message);
        var reader = new YamlReader(source);
        try
        {
            return reader.Documents();
        }
        catch (YamlException e)
        {
            var (line, column, message) = YamlSyntax.Explain(source.Text, e);
            throw new SyntaxException(Place(source, line, column), message);
        }
        catch (Exception e) when (e is not (SyntaxException or OutOfMemoryException))
        {
            // The parser fails on some unclosed collections with exceptions of its own inner workings, which carry no place.
            throw new SyntaxException(reader.Span(reader._last, reader._last), "not valid YAML from here on: a bracket, a brace or a quote may be unclosed");
        }
    }

    List<ConfigNode> Documents()
    {
        var documents = new List<ConfigNode>();
        Next();
        while (Next() is not StreamEnd)
        {
            if (_parser.Current is not DocumentStart)
                continue;
            Next();
            _anchors.Clear();
            var value = Read(0);
            if (value.IsBlock)
                documents.Add(Node(new("", _source.Span(value.Span.Start, 0)), value));
        }
        return documents;
    }

    /// <summary>A value before it has a name: an alias gives the same value to several.</summary>
    sealed record Value(SourceSpan Span, string? Scalar = null, List<ConfigNode>? Children = null, bool IsSequence = false, bool IsFlow = false)
    {
        public bool IsBlock => Children is not null;
    }

    Value Read(int depth)
    {
        var current = _parser.Current!;
        if (depth > MaxDepth)
            throw new SyntaxException(Span(current.Start, current.End), $"more than {MaxDepth} levels of nesting: expected a configuration, which needs a few");
        if (current is AnchorAlias alias)
        {
            return _anchors.TryGetValue(alias.Value, out var known)
                ? known
                : throw new SyntaxException(Span(current.Start, current.End), $"the alias *{alias.Value.Value} names no anchor: expected &{alias.Value.Value} further up in this document");
        }
        var anchor = ((NodeEvent)current).Anchor;
        var value = current switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart start => ReadSequence(start, depth),
            _ => ReadMapping((MappingStart)current, depth),
        };
        if (!anchor.IsEmpty)
            _anchors[anchor] = value;
        return value;
    }

    Value ReadScalar(Scalar scalar)
    {
        var isNull = scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null";
        return new(Span(scalar.Start, scalar.End), isNull ? null : scalar.Value);
    }

    Value ReadSequence(SequenceStart start, int depth)
    {
        var items = new List<ConfigNode>();
        while (Next() is not SequenceEnd)
        {
            var value = Read(depth + 1);
            // The dash itself is in no event: an item is named where its value begins.
            items.Add(Node(new(DataNodes.Item, _source.Span(value.Span.Start, value.IsBlock && !value.IsFlow ? 0 : Math.Min(1, value.Span.Length))), value));
        }
        return Collection(start, items, isSequence: true, start.Style == SequenceStyle.Flow);
    }

    Value ReadMapping(MappingStart start, int depth)
    {
        var entries = new List<ConfigNode>();
        var merged = new List<ConfigNode>();
        while (Next() is not MappingEnd)
        {
            var key = Read(depth + 1);
            Next();
            var value = Read(depth + 1);
            if (key.Scalar == "<<")
                merged.AddRange(value.IsSequence ? value.Children!.SelectMany(item => item.Children) : value.Children ?? []);
            else
                entries.Add(Node(new(key.Scalar ?? "", key.Span), value));
        }
        // What is written here wins over what is merged in; of merged mappings the first does.
        var own = entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var collection = Collection(start, entries, isSequence: false, start.Style == MappingStyle.Flow);
        foreach (var entry in merged.Where(entry => own.Add(entry.Name)))
            entries.Add(Copy(entry));
        return collection;
    }

    /// <summary>The end mark of a block collection is the next token, often lines further down: its last child tells more.</summary>
    Value Collection(NodeEvent start, List<ConfigNode> children, bool isSequence, bool isFlow)
    {
        var begin = Offset(start.Start);
        var end = begin;
        if (isFlow)
        {
            end = Offset(_parser.Current!.Start);
            if (end < _source.Text.Length && _source.Text[end] is '}' or ']')
                end++;
        }
        else if (children.Count > 0)
        {
            begin = children.Min(child => child.Span.Start);
            end = Math.Max(begin, children.Max(child => child.Span.End));
        }
        return new(_source.Span(begin, end - begin), Children: children, IsSequence: isSequence, IsFlow: isFlow);
    }

    ConfigNode Node(ConfigWord name, Value value)
    {
        Count(name.Span);
        var node = new ConfigNode(name) { IsBlock = value.IsBlock, IsSequence = value.IsSequence, IsFlow = value.IsFlow };
        if (value.Scalar is not null)
            node.Arguments.Add(new(value.Scalar, value.Span));
        // Values of an alias stand elsewhere, also further up: then the key alone is the place.
        node.Span = value.Span.Start >= name.Span.Start ? name.Span.To(value.Span) : name.Span;
        foreach (var child in value.Children ?? [])
            node.Add(child.Parent is null ? child : Copy(child));
        return node;
    }

    ConfigNode Copy(ConfigNode original)
    {
        Count(original.Span);
        var copy = new ConfigNode(original.NameWord) { IsBlock = original.IsBlock, IsSequence = original.IsSequence, IsFlow = original.IsFlow, Span = original.Span };
        copy.Arguments.AddRange(original.Arguments);
        foreach (var child in original.Children)
            copy.Add(Copy(child));
        return copy;
    }

    void Count(SourceSpan at)
    {
        if (++_nodes > MaxNodes)
            throw new SyntaxException(at, $"with its aliases the file holds more than {MaxNodes} values: expected a configuration, which holds thousands at most");
    }

    ParsingEvent Next()
    {
        if (!_parser.MoveNext())
            throw new InvalidOperationException("The parser's events ended inside a document.");
        _last = _parser.Current!.End;
        return _parser.Current;
    }

    static int Offset(Mark mark) => (int)mark.Index;

    SourceSpan Span(Mark start, Mark end) => _source.Span(Offset(start), Offset(end) - Offset(start));

    static SourceSpan Place(SourceText source, int line, int column) => source.Span(source.LineStart(line) + column - 1, 1);
}
