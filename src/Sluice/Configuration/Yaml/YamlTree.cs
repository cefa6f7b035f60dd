using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sluice.Configuration.Yaml;

/// <summary>
/// Turns YAML text into nodes with places, from the parser's events. It takes the plain part of YAML only: anchors, merge keys, tags and
/// several documents are mistakes, so that what a file says can be seen where it says it and a small file stays a small tree.
/// </summary>
internal sealed class YamlTree
{
    // The deepest legal key, routes[0].candidates[0].model, sits at depth 6.
    const int MaxDepth = 32;

    readonly Parser _parser;
    readonly bool _masked;
    readonly Reading _reading;
    readonly Func<string, string?> _environment;
    readonly int _lines;
    Mark _last = new(1, 1, 1);

    YamlTree(string text, Reading reading, Func<string, string?> environment)
    {
        var masked = EnvironmentReferences.Mask(text);
        _masked = !ReferenceEquals(masked, text);
        _parser = new Parser(new StringReader(masked));
        _reading = reading;
        _environment = environment;
        foreach (var _ in text.AsSpan().EnumerateLines())
            _lines++;
    }

    /// <summary>The root of the document; null where the text is not YAML (reported as one finding) or holds nothing.</summary>
    public static YamlNode? Read(string text, Reading reading, Func<string, string?> environment)
    {
        if (YamlSyntax.UnreadableCharacter(text) is { } bad)
        {
            reading.Error(bad.Line, bad.Column, bad.Message);
            return null;
        }
        var tree = new YamlTree(text, reading, environment);
        try
        {
            return tree.Document();
        }
        catch (YamlException e)
        {
            var (line, column, message) = YamlSyntax.Explain(text, e);
            reading.Error(line, column, message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parser fails on some unclosed collections with exceptions of its own inner workings, which carry no place.
            const string Message = "not valid YAML from here on: a bracket, a brace or a quote may be unclosed";
            reading.Error(tree.Line(tree._last), (int)tree._last.Column, Message);
        }
        return null;
    }

    YamlNode? Document()
    {
        Next();
        if (Next() is not DocumentStart)
            return null;
        Next();
        var root = Node("", 0);
        Next();
        if (Next() is DocumentStart second)
        {
            const string Message = "a second document begins here: a configuration is one document, so remove the '---'";
            _reading.Error(Line(second.Start), (int)second.Start.Column, Message);
        }
        return root;
    }

    /// <summary>The parser may put an end one line behind the last.</summary>
    int Line(Mark mark) => (int)Math.Min(mark.Line, _lines);

    ParsingEvent Next()
    {
        if (!_parser.MoveNext())
            throw new InvalidOperationException("The parser's events ended inside a document.");
        _last = _parser.Current!.End;
        return _parser.Current;
    }

    // A collection stands where its key does: the mark of a block collection is its first entry, often a line further down.
    YamlNode Node(string path, int depth, Mark? key = null)
    {
        var current = _parser.Current!;
        var start = key is { } mark && current is SequenceStart or MappingStart ? mark : current.Start;
        var (line, column) = (Line(start), (int)start.Column);
        if (depth > MaxDepth)
            throw new SemanticErrorException(current.Start, current.End, $"more than {MaxDepth} levels of nesting, which no setting needs");
        // The name of an alias, an anchor or a tag is not shown: it may be the beginning of a key that somebody forgot to quote.
        if (current is AnchorAlias)
            return Broken(path, line, column, "an unquoted '*' begins a YAML alias, which is not supported: quote the value, as in \"*\"");
        if (current is NodeEvent { Anchor.IsEmpty: false })
            return Broken(path, line, column, "an unquoted '&' begins a YAML anchor, which is not supported: write it out, or quote it");
        if (current is NodeEvent { Tag.IsEmpty: false })
            return Broken(path, line, column, "an unquoted '!' begins a YAML tag, which is not supported: quote the value");
        return current switch
        {
            Scalar scalar => Scalar(scalar, path, line, column),
            SequenceStart => Sequence(path, line, column, depth),
            _ => Mapping(path, line, column, depth),
        };
    }

    YamlNode Scalar(Scalar scalar, string path, int line, int column)
    {
        var written = _masked ? EnvironmentReferences.Unmask(scalar.Value) : scalar.Value;
        var isNull = scalar.Style == ScalarStyle.Plain && written is ("" or "~" or "null");
        var problems = new List<string>();
        var text = EnvironmentReferences.Expand(written, _environment, problems);
        foreach (var problem in problems)
            Report(path, line, column, problem);
        return text is null ? new YamlBroken(path, line, column) : new YamlScalar(path, line, column, written, text, isNull);
    }

    YamlSequence Sequence(string path, int line, int column, int depth)
    {
        var items = new List<YamlNode>();
        while (Next() is not SequenceEnd)
            items.Add(Place(Node($"{path}[{items.Count}]", depth + 1)));
        return new YamlSequence(path, line, column, items);
    }

    YamlMapping Mapping(string path, int line, int column, int depth)
    {
        var entries = new List<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (Next() is not MappingEnd)
        {
            var start = _parser.Current!.Start;
            var (keyLine, keyColumn) = (Line(start), (int)start.Column);
            var key = Key(path, keyLine, keyColumn);
            Next();
            var keyPath = KeyPath.Append(path, key ?? "?");
            var value = Node(keyPath, depth + 1, start);
            if (key is null)
                continue;
            if (key == "<<")
                Report(keyPath, keyLine, keyColumn, "a merge key ('<<') is not supported: write the keys out where they are needed");
            else if (!lines.TryAdd(key, keyLine))
                Report(keyPath, keyLine, keyColumn, $"is here a second time; it was first set on line {lines[key]}: remove one of the two");
            else
            {
                // A value that is not there has no place of its own; the key has.
                if (value is YamlScalar { IsNull: true } nothing)
                    value = new YamlScalar(keyPath, keyLine, keyColumn, nothing.Written, nothing.Text, true);
                Place(value);
                entries.Add(new YamlEntry(key, keyPath, keyLine, keyColumn, value));
            }
        }
        return new YamlMapping(path, line, column, entries);
    }

    string? Key(string path, int line, int column)
    {
        if (_parser.Current is Scalar { Anchor.IsEmpty: true } scalar && scalar.Tag.IsEmpty)
            return _masked ? EnvironmentReferences.Unmask(scalar.Value) : scalar.Value;
        Report(path, line, column, "a key has to be a plain name: quote it if it begins with one of [ { * & !");
        Skip();
        return null;
    }

    // Leaves the parser on the last event of the node it stands on.
    void Skip()
    {
        for (var depth = _parser.Current!.NestingIncrease; depth > 0;)
            depth += Next().NestingIncrease;
    }

    YamlNode Place(YamlNode node)
    {
        _reading.Place(node.Path, node.Line, node.Column, (node as YamlScalar)?.Written);
        return node;
    }

    YamlBroken Broken(string path, int line, int column, string message)
    {
        Report(path, line, column, message);
        Skip();
        return new YamlBroken(path, line, column);
    }

    void Report(string path, int line, int column, string message) => _reading.Error(path, line, column, message);
}
