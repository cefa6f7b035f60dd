using System.Globalization;
using System.Text;
using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Tree;

/// <summary>Reads JSON into nodes with places (<see cref="DataNodes"/>).</summary>
internal sealed class JsonReader
{
    const int MaxDepth = 100;

    readonly SourceText _source;
    readonly string _text;
    int _at;

    JsonReader(SourceText source) => (_source, _text) = (source, source.Text);

    /// <summary>The one value of a file.</summary>
    /// <exception cref="SyntaxException">The text is not JSON.</exception>
    public static ConfigNode Read(SourceText source)
    {
        var reader = new JsonReader(source);
        reader.SkipBlanks();
        var root = reader.Value(new("", source.Span(reader._at, 0)), 0);
        reader.SkipBlanks();
        return reader._at == source.Text.Length ? root : throw reader.Error("expected the end of the file: the value above is complete");
    }

    ConfigNode Value(ConfigWord name, int depth)
    {
        if (depth > MaxDepth)
            throw Error($"more than {MaxDepth} levels of nesting: expected a configuration, which needs a few");
        var node = new ConfigNode(name);
        var start = _at;
        switch (Peek())
        {
            case '{':
                Members(node, depth);
                break;
            case '[':
                Elements(node, depth);
                break;
            case '"':
                node.Arguments.Add(String());
                break;
            default:
                Literal(node);
                break;
        }
        node.Span = name.Span.To(_source.Span(start, _at - start));
        return node;
    }

    void Members(ConfigNode node, int depth)
    {
        (node.IsBlock, node.IsFlow) = (true, true);
        var open = _at++;
        for (var first = true; !Closes('}', open, first); first = false)
        {
            if (Peek() != '"')
                throw Error("expected a key in double quotes");
            var key = String();
            SkipBlanks();
            if (Peek() != ':')
                throw Error($"expected \":\" after the key \"{key.Value}\"");
            _at++;
            SkipBlanks();
            node.Add(Value(key, depth + 1));
        }
    }

    void Elements(ConfigNode node, int depth)
    {
        (node.IsBlock, node.IsFlow, node.IsSequence) = (true, true, true);
        var open = _at++;
        for (var first = true; !Closes(']', open, first); first = false)
            node.Add(Value(new(DataNodes.Item, _source.Span(_at, 1)), depth + 1));
    }

    /// <summary>Moves behind the closing bracket, or to the next member.</summary>
    bool Closes(char bracket, int open, bool first)
    {
        SkipBlanks();
        if (_at >= _text.Length)
            throw new SyntaxException(_source.Span(open, 1), $"this \"{_text[open]}\" is never closed: expected \"{bracket}\" before the end of the file");
        if (Peek() == bracket)
        {
            _at++;
            return true;
        }
        if (first)
            return false;
        if (Peek() != ',')
            throw Error($"expected \",\" or \"{bracket}\"");
        _at++;
        SkipBlanks();
        return Peek() == bracket ? throw Error("expected another value after the comma: JSON has no trailing commas") : false;
    }

    ConfigWord String()
    {
        var start = _at++;
        var value = new StringBuilder();
        while (_at < _text.Length && _text[_at] is not ('"' or '\n'))
        {
            if (_text[_at] == '\\')
                value.Append(Escape());
            else
                value.Append(_text[_at++]);
        }
        if (Peek() != '"')
            throw new SyntaxException(_source.Span(start, 1), "this string is never closed: expected another \" on the same line");
        _at++;
        return new(value.ToString(), _source.Span(start, _at - start));
    }

    char Escape()
    {
        _at++;
        var escape = Peek();
        _at++;
        switch (escape)
        {
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case '"' or '\\' or '/': return escape;
            case 'u' when _at + 4 <= _text.Length && ushort.TryParse(_text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _at += 4;
                return (char)code;
            default:
                throw new SyntaxException(_source.Span(_at - 2, 2), "unknown escape: expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t, or \\u with four digits");
        }
    }

    void Literal(ConfigNode node)
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '+' or '-' or '.'))
            _at++;
        var word = _text[start.._at];
        if (word is not ("true" or "false" or "null") && !double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            _at = start;
            throw Error("expected a value: a string in double quotes, a number, true, false, null, \"{\" or \"[\"");
        }
        if (word != "null")
            node.Arguments.Add(new(word, _source.Span(start, _at - start)));
    }

    char Peek() => _at < _text.Length ? _text[_at] : '\0';

    void SkipBlanks()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n')
            _at++;
    }

    SyntaxException Error(string expected)
    {
        var found = _at >= _text.Length ? "the file ends here" : $"found \"{_text[_at]}\"";
        return new(_source.Span(_at, 1), $"not valid JSON: {found}; {expected}");
    }
}
