using System.Globalization;
using System.Text;
using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Tree;

/// <summary>Reads JSON into nodes with places (<see cref="DataNodes"/>).</summary>
internal sealed class JsonReader : DataScanner
{
    JsonReader(SourceText source) : base(source, "JSON")
    {
    }

    /// <summary>The one value of a file.</summary>
    /// <exception cref="SyntaxException">The text is not JSON.</exception>
    public static ConfigNode Read(SourceText source)
    {
        var reader = new JsonReader(source);
        reader.SkipBlanks();
        var root = reader.Value(new("", source.Span(reader.At, 0)), 0);
        reader.SkipBlanks();
        return reader.At == source.Text.Length ? root : throw reader.Error("expected the end of the file: the value above is complete");
    }

    ConfigNode Value(ConfigWord name, int depth)
    {
        CheckDepth(depth);
        var node = new ConfigNode(name);
        var start = At;
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
        node.Span = name.Span.To(Source.Span(start, At - start));
        return node;
    }

    void Members(ConfigNode node, int depth)
    {
        (node.IsBlock, node.IsFlow) = (true, true);
        var open = At++;
        for (var first = true; !Closes('}', open, first); first = false)
        {
            if (Peek() != '"')
                throw Error("expected a key in double quotes");
            var key = String();
            SkipBlanks();
            if (Peek() != ':')
                throw Error($"expected \":\" after the key \"{key.Value}\"");
            At++;
            SkipBlanks();
            node.Add(Value(key, depth + 1));
        }
    }

    void Elements(ConfigNode node, int depth)
    {
        (node.IsBlock, node.IsFlow, node.IsSequence) = (true, true, true);
        var open = At++;
        for (var first = true; !Closes(']', open, first); first = false)
            node.Add(Value(new(DataNodes.Item, Source.Span(At, 1)), depth + 1));
    }

    /// <summary>Moves behind the closing bracket, or to the next member.</summary>
    bool Closes(char bracket, int open, bool first)
    {
        SkipBlanks();
        if (At >= Text.Length)
            throw new SyntaxException(Source.Span(open, 1), $"this \"{Text[open]}\" is never closed: expected \"{bracket}\" before the end of the file");
        if (Peek() == bracket)
        {
            At++;
            return true;
        }
        if (first)
            return false;
        if (Peek() != ',')
            throw Error($"expected \",\" or \"{bracket}\"");
        At++;
        SkipBlanks();
        return Peek() == bracket ? throw Error("expected another value after the comma: JSON has no trailing commas") : false;
    }

    ConfigWord String()
    {
        var start = At++;
        var value = new StringBuilder();
        while (At < Text.Length && Text[At] is not ('"' or '\n'))
        {
            if (Text[At] == '\\')
                value.Append(Escape());
            else
                value.Append(Text[At++]);
        }
        if (Peek() != '"')
            throw new SyntaxException(Source.Span(start, 1), "this string is never closed: expected another \" on the same line");
        At++;
        return new(value.ToString(), Source.Span(start, At - start));
    }

    char Escape()
    {
        At++;
        var escape = Peek();
        At++;
        switch (escape)
        {
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case '"' or '\\' or '/': return escape;
            case 'u' when At + 4 <= Text.Length && ushort.TryParse(Text.AsSpan(At, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                At += 4;
                return (char)code;
            default:
                throw new SyntaxException(Source.Span(At - 2, 2), "unknown escape: expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t, or \\u with four digits");
        }
    }

    void Literal(ConfigNode node)
    {
        var start = At;
        while (At < Text.Length && (char.IsAsciiLetterOrDigit(Text[At]) || Text[At] is '+' or '-' or '.'))
            At++;
        var word = Text[start..At];
        if (word is not ("true" or "false" or "null") && !double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            At = start;
            throw Error("expected a value: a string in double quotes, a number, true, false, null, \"{\" or \"[\"");
        }
        if (word != "null")
            node.Arguments.Add(new(word, Source.Span(start, At - start)));
    }

    void SkipBlanks()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n')
            At++;
    }
}
