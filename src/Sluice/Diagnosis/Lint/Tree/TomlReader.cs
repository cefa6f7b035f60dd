using System.Text;
using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Tree;

/// <summary>Reads TOML into nodes with places (<see cref="DataNodes"/>): tables, arrays of tables, dotted keys, inline tables, all four kinds of strings.</summary>
internal sealed class TomlReader
{
    const int MaxDepth = 50;

    readonly SourceText _source;
    readonly string _text;
    int _at;

    TomlReader(SourceText source) => (_source, _text) = (source, source.Text);

    /// <exception cref="SyntaxException">The text is not TOML.</exception>
    public static ConfigNode Read(SourceText source)
    {
        var root = Table(new("", source.Span(0, 0)));
        var reader = new TomlReader(source);
        var table = root;
        while (reader.SkipToContent())
            table = reader.Peek() == '[' ? reader.Header(root) : reader.Entry(table, 0);
        return root;
    }

    static ConfigNode Table(ConfigWord name) => new(name) { IsBlock = true };

    ConfigNode Header(ConfigNode root)
    {
        var start = _at;
        var isArray = _text.AsSpan(_at).StartsWith("[[");
        _at += isArray ? 2 : 1;
        var keys = Keys();
        var close = isArray ? "]]" : "]";
        if (!_text.AsSpan(_at).StartsWith(close))
            throw Error($"expected \"{close}\" at the end of the table's name");
        _at += close.Length;
        EndLine();
        var table = root;
        foreach (var key in isArray ? keys.SkipLast(1) : keys)
            table = Below(table, key);
        if (isArray)
        {
            var list = table.Last(keys[^1].Value) ?? Added(table, new ConfigNode(keys[^1]) { IsBlock = true, IsSequence = true });
            table = Added(list, Table(keys[^1] with { Value = DataNodes.Item }));
        }
        table.Span = _source.Span(start, _text.IndexOf(close, start, StringComparison.Ordinal) + close.Length - start);
        return table;
    }

    /// <summary>One <c>key = value</c>; returns the table, where the next one belongs, too.</summary>
    ConfigNode Entry(ConfigNode table, int depth)
    {
        var keys = Keys();
        if (Peek() != '=')
            throw Error($"expected \"=\" after the key \"{keys[^1].Value}\"");
        _at++;
        SkipBlanks();
        var holder = table;
        foreach (var key in keys.SkipLast(1))
            holder = Below(holder, key);
        Added(holder, Value(keys[^1], depth + 1));
        if (depth == 0)
            EndLine();
        return table;
    }

    /// <summary>The table of this name, made where it is not there; of an array of tables the last one.</summary>
    static ConfigNode Below(ConfigNode table, ConfigWord key)
    {
        var known = table.Last(key.Value);
        if (known is { IsSequence: true, Children: [.., var last] })
            return last;
        return known is { IsBlock: true } ? known : Added(table, Table(key));
    }

    static ConfigNode Added(ConfigNode parent, ConfigNode child)
    {
        parent.Add(child);
        return child;
    }

    List<ConfigWord> Keys()
    {
        var keys = new List<ConfigWord>();
        do
        {
            if (keys.Count > 0)
                _at++;
            SkipBlanks();
            keys.Add(Key());
            SkipBlanks();
        }
        while (Peek() == '.');
        return keys;
    }

    ConfigWord Key()
    {
        if (Peek() is '"' or '\'')
            return String();
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '_' or '-')
            _at++;
        return _at > start ? new(_text[start.._at], _source.Span(start, _at - start)) : throw Error("expected a key");
    }

    ConfigNode Value(ConfigWord name, int depth)
    {
        if (depth > MaxDepth)
            throw Error($"more than {MaxDepth} levels of nesting: expected a configuration, which needs a few");
        var node = new ConfigNode(name);
        var start = _at;
        switch (Peek())
        {
            case '"' or '\'':
                node.Arguments.Add(String());
                break;
            case '[':
                Array(node, depth);
                break;
            case '{':
                InlineTable(node, depth);
                break;
            default:
                while (_at < _text.Length && !char.IsWhiteSpace(Peek()) && Peek() is not (',' or ']' or '}' or '#'))
                    _at++;
                if (_at == start)
                    throw Error($"expected a value for \"{name.Value}\"");
                node.Arguments.Add(new(_text[start.._at], _source.Span(start, _at - start)));
                break;
        }
        node.Span = name.Span.To(_source.Span(start, _at - start));
        return node;
    }

    void Array(ConfigNode node, int depth)
    {
        (node.IsBlock, node.IsSequence, node.IsFlow) = (true, true, true);
        var open = _at++;
        while (Item(node, open, ']', acrossLines: true))
            node.Add(Value(new(DataNodes.Item, _source.Span(_at, 1)), depth + 1));
    }

    void InlineTable(ConfigNode node, int depth)
    {
        (node.IsBlock, node.IsFlow) = (true, true);
        var open = _at++;
        while (Item(node, open, '}', acrossLines: false))
            Entry(node, depth);
    }

    /// <summary>Moves to the next item, or behind the closing bracket.</summary>
    bool Item(ConfigNode node, int open, char close, bool acrossLines)
    {
        Skip(acrossLines);
        if (node.Children.Count > 0 && Peek() == ',')
        {
            _at++;
            Skip(acrossLines);
        }
        else if (node.Children.Count > 0 && Peek() != close && !IsUnclosed(acrossLines))
        {
            throw Error($"expected \",\" or \"{close}\"");
        }
        if (IsUnclosed(acrossLines))
            throw new SyntaxException(_source.Span(open, 1), $"this \"{_text[open]}\" is never closed: expected \"{close}\"");
        if (Peek() != close)
            return true;
        _at++;
        return false;
    }

    bool IsUnclosed(bool acrossLines) => _at >= _text.Length || (!acrossLines && Peek() is '\n' or '\r');

    ConfigWord String()
    {
        var start = _at;
        var quote = Peek();
        var triple = new string(quote, 3);
        var isLong = _text.AsSpan(_at).StartsWith(triple);
        var close = isLong ? triple : quote.ToString();
        var value = new StringBuilder();
        for (_at += close.Length; _at < _text.Length && !_text.AsSpan(_at).StartsWith(close) && (isLong || Peek() != '\n'); _at++)
        {
            if (quote == '"' && Peek() == '\\' && _at + 1 < _text.Length)
                _at++;
            value.Append(Peek());
        }
        if (!_text.AsSpan(Math.Min(_at, _text.Length)).StartsWith(close))
            throw new SyntaxException(_source.Span(start, 1), $"this string is never closed: expected {close}{(isLong ? "" : " on the same line")}");
        _at += close.Length;
        return new(value.ToString(), _source.Span(start, _at - start));
    }

    char Peek() => _at < _text.Length ? _text[_at] : '\0';

    void SkipBlanks()
    {
        while (Peek() is ' ' or '\t')
            _at++;
    }

    void Skip(bool acrossLines)
    {
        if (acrossLines)
            SkipToContent();
        else
            SkipBlanks();
    }

    /// <summary>Skips blanks, line ends and comments; false at the end of the file.</summary>
    bool SkipToContent()
    {
        while (_at < _text.Length)
        {
            if (Peek() == '#')
                _at = _text.IndexOf('\n', _at) is >= 0 and var end ? end : _text.Length;
            else if (char.IsWhiteSpace(Peek()))
                _at++;
            else
                return true;
        }
        return false;
    }

    void EndLine()
    {
        SkipBlanks();
        if (_at < _text.Length && Peek() is not ('\n' or '\r' or '#'))
            throw Error("expected the end of the line");
    }

    SyntaxException Error(string expected)
    {
        var found = _at >= _text.Length ? "the file ends here" : $"found \"{_text[_at]}\"";
        return new(_source.Span(_at, 1), $"not valid TOML: {found}; {expected}");
    }
}
