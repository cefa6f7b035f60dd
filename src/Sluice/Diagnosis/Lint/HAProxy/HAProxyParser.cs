using System.Text;
using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.HAProxy;

/// <summary>Reads an HAProxy file into its sections: a keyword at the start of a line opens one, every other line belongs to it.</summary>
internal static class HAProxyParser
{
    static readonly HashSet<string> Sections = new(StringComparer.Ordinal)
    {
        "global", "defaults", "frontend", "backend", "listen", "peers", "resolvers", "userlist", "mailers", "program", "http-errors", "cache", "ring",
        "log-forward", "log-profile", "fcgi-app", "crt-store", "traces", "acme", "dynamic-update",
    };

    /// <exception cref="SyntaxException">A quote is never closed, or a line stands outside of any section.</exception>
    public static List<ConfigNode> Parse(SourceText source)
    {
        var sections = new List<ConfigNode>();
        for (var line = 1; line <= source.LineCount; line++)
        {
            var words = Words(source, line);
            if (words.Count == 0 || words[0].Value.StartsWith('.'))
                continue;
            var node = new ConfigNode(words[0]);
            node.Arguments.AddRange(words.Skip(1));
            node.Span = node.Head;
            if (Sections.Contains(node.Name))
            {
                node.IsBlock = true;
                sections.Add(node);
            }
            else if (sections.Count == 0)
            {
                throw new SyntaxException(node.Head, $"\"{node.Name}\" stands before the first section: expected one of global, defaults, frontend, backend, listen");
            }
            else
            {
                sections[^1].Add(node);
            }
        }
        return sections;
    }

    static List<ConfigWord> Words(SourceText source, int line)
    {
        var words = new List<ConfigWord>();
        var start = source.LineStart(line);
        var text = source.Line(line);
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }
            if (text[i] == '#')
                break;
            var begin = i;
            var value = new StringBuilder();
            while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] != '#')
            {
                switch (text[i])
                {
                    case '\\' when i + 1 < text.Length:
                        value.Append(text[i + 1]);
                        i += 2;
                        break;
                    case '"' or '\'':
                        i = Quoted(source, start, text, i, value);
                        break;
                    default:
                        value.Append(text[i++]);
                        break;
                }
            }
            words.Add(new(value.ToString(), source.Span(start + begin, i - begin)));
        }
        return words;
    }

    static int Quoted(SourceText source, int lineStart, string text, int at, StringBuilder value)
    {
        var quote = text[at];
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == quote)
                return i + 1;
            if (text[i] == '\\' && quote == '"' && i + 1 < text.Length)
                i++;
            value.Append(text[i]);
        }
        throw new SyntaxException(source.Span(lineStart + at, 1), $"this quote is never closed: expected another {quote} on the same line");
    }
}
