using System.Text;
using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Tree;

/// <summary>Reads TOML into nodes with places (<see cref="DataNodes"/>): tables, arrays of tables, dotted keys, inline tables, all four kinds of strings.</summary>
internal sealed class TomlReader : DataScanner
{
    TomlReader(SourceText source) : base(source, "TOML")
    {
    }

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
        var start = At;
        var isArray = Text.AsSpan(At).StartsWith("[[");
        At += isArray ? 2 : 1;
        var keys = Keys();
        var close = isArray ? "]]" : "]";
        if (!Text.AsSpan(At).StartsWith(close))
            throw Error($"expected \"{close}\" at the end of the table's name");
        At += close.Length;
        EndLine();
        var table = root;
        foreach (var key in isArray ? keys.SkipLast(1) : keys)
            table = Below(table, key);
        if (isArray)
        {
            var list = table.Last(keys[^1].Value) ?? Added(table, new ConfigNode(keys[^1]) { IsBlock = true, IsSequence = true });
            table = Added(list, Table(keys[^1] with { Value = DataNodes.Item }));
        }
        table.Span = Source.Span(start, Text.IndexOf(close, start, StringComparison.Ordinal) + close.Length - start);
        return table;
    }

    /// <summary>One <c>key = value</c>; returns the table, where the next one belongs, too.</summary>
    ConfigNode Entry(ConfigNode table, int depth)
    {
        var keys = Keys();
        if (Peek() != '=')
            throw Error($"expected \"=\" after the key \"{keys[^1].Value}\"");
        At++;
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
                At++;
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
        var start = At;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '_' or '-')
            At++;
        return At > start ? new(Text[start..At], Source.Span(start, At - start)) : throw Error("expected a key");
    }

    ConfigNode Value(ConfigWord name, int depth)
    {
        CheckDepth(depth);
        var node = new ConfigNode(name);
        var start = At;
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
                while (At < Text.Length && !char.IsWhiteSpace(Peek()) && Peek() is not (',' or ']' or '}' or '#'))
                    At++;
                if (At == start)
                    throw Error($"expected a value for \"{name.Value}\"");
                node.Arguments.Add(new(Text[start..At], Source.Span(start, At - start)));
                break;
        }
        node.Span = name.Span.To(Source.Span(start, At - start));
        return node;
    }

    void Array(ConfigNode node, int depth)
    {
        (node.IsBlock, node.IsSequence, node.IsFlow) = (true, true, true);
        var open = At++;
        while (Item(node, open, ']', acrossLines: true))
            node.Add(Value(new(DataNodes.Item, Source.Span(At, 1)), depth + 1));
    }

    void InlineTable(ConfigNode node, int depth)
    {
        (node.IsBlock, node.IsFlow) = (true, true);
        var open = At++;
        while (Item(node, open, '}', acrossLines: false))
            Entry(node, depth);
    }

    /// <summary>Moves to the next item, or behind the closing bracket.</summary>
    bool Item(ConfigNode node, int open, char close, bool acrossLines)
    {
        Skip(acrossLines);
        if (node.Children.Count > 0 && Peek() == ',')
        {
            At++;
            Skip(acrossLines);
        }
        else if (node.Children.Count > 0 && Peek() != close && !IsUnclosed(acrossLines))
        {
            throw Error($"expected \",\" or \"{close}\"");
        }
        if (IsUnclosed(acrossLines))
            throw new SyntaxException(Source.Span(open, 1), $"this \"{Text[open]}\" is never closed: expected \"{close}\"");
        if (Peek() != close)
            return true;
        At++;
        return false;
    }

    bool IsUnclosed(bool acrossLines) => At >= Text.Length || (!acrossLines && Peek() is '\n' or '\r');

    ConfigWord String()
    {
        var start = At;
        var quote = Peek();
        var triple = new string(quote, 3);
        var isLong = Text.AsSpan(At).StartsWith(triple);
        var close = isLong ? triple : quote.ToString();
        var value = new StringBuilder();
        for (At += close.Length; At < Text.Length && !Text.AsSpan(At).StartsWith(close) && (isLong || Peek() != '\n'); At++)
        {
            if (quote == '"' && Peek() == '\\' && At + 1 < Text.Length)
                At++;
            value.Append(Peek());
        }
        if (!Text.AsSpan(Math.Min(At, Text.Length)).StartsWith(close))
            throw new SyntaxException(Source.Span(start, 1), $"this string is never closed: expected {close}{(isLong ? "" : " on the same line")}");
        At += close.Length;
        return new(value.ToString(), Source.Span(start, At - start));
    }

    void SkipBlanks()
    {
        while (Peek() is ' ' or '\t')
            At++;
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
        while (At < Text.Length)
        {
            if (Peek() == '#')
                At = Text.IndexOf('\n', At) is >= 0 and var end ? end : Text.Length;
            else if (char.IsWhiteSpace(Peek()))
                At++;
            else
                return true;
        }
        return false;
    }

    void EndLine()
    {
        SkipBlanks();
        if (At < Text.Length && Peek() is not ('\n' or '\r' or '#'))
            throw Error("expected the end of the line");
    }
}
