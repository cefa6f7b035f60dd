using System.Text;
using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Apache;

/// <summary>Reads one httpd file into a tree of directives and sections. Includes and conditions are left as they are: see <see cref="ApacheExpansion"/>.</summary>
internal static class ApacheParser
{
    const int MaxDepth = 64;

    /// <exception cref="SyntaxException">A section is not closed, or closed by another one's end.</exception>
    public static List<ConfigNode> Parse(SourceText source)
    {
        var root = new ConfigNode(new("", source.Span(0, 0)));
        var open = new Stack<ConfigNode>([root]);
        for (var line = 1; line <= source.LineCount;)
        {
            var words = Words(source, ref line);
            if (words.Count == 0)
                continue;
            if (words[0].Value.StartsWith("</", StringComparison.Ordinal))
                Close(open, words[0]);
            else
                Add(open, words);
        }
        if (open.Peek() is { Name.Length: > 0 } unclosed)
            throw new SyntaxException(unclosed.Head, $"the section <{unclosed}> is never closed: expected </{unclosed.Name}> before the end of the file");
        return root.Children;
    }

    static void Add(Stack<ConfigNode> open, List<ConfigWord> words)
    {
        var isSection = words[0].Value.StartsWith('<');
        var node = new ConfigNode(isSection ? words[0] with { Value = words[0].Value[1..].TrimEnd('>') } : words[0]) { IsBlock = isSection };
        node.Arguments.AddRange(words.Skip(1));
        if (isSection)
        {
            if (!words[^1].Value.EndsWith('>'))
                throw new SyntaxException(node.Head, $"the section \"{words[0].Value}\" has no \">\" at the end of its line");
            // The bracket may stand alone or at the end of the last word.
            if (node.Arguments is [.., { Value: ">" }])
                node.Arguments.RemoveAt(node.Arguments.Count - 1);
            else if (node.Arguments is [.., var last])
                node.Arguments[^1] = new(last.Value[..^1].Trim('"'), last.Span);
        }
        node.Span = node.Head;
        open.Peek().Add(node);
        if (!isSection)
            return;
        if (open.Count > MaxDepth)
            throw new SyntaxException(node.Head, $"sections are nested more than {MaxDepth} deep");
        open.Push(node);
    }

    static void Close(Stack<ConfigNode> open, ConfigWord end)
    {
        var name = end.Value[2..].TrimEnd('>');
        if (open.Peek() is not { Name.Length: > 0 } section)
            throw new SyntaxException(end.Span, $"unexpected </{name}>: no section is open here");
        if (!section.Is(name))
            throw new SyntaxException(end.Span, $"</{name}> closes <{section.Name}> of line {section.Span.Line}: expected </{section.Name}>");
        section.Span = section.Span.To(end.Span);
        open.Pop();
    }

    /// <summary>The words of a line and of those that continue it behind a backslash; moves to the next one.</summary>
    static List<ConfigWord> Words(SourceText source, ref int line)
    {
        var words = new List<ConfigWord>();
        bool goesOn;
        do
        {
            var text = source.Line(line);
            var start = source.LineStart(line);
            goesOn = text.EndsWith('\\') && line < source.LineCount;
            line++;
            if (words.Count == 0 && text.TrimStart().StartsWith('#'))
                return words;
            Split(source, start, goesOn ? text[..^1] : text, words);
        }
        while (goesOn);
        return words;
    }

    static void Split(SourceText source, int start, string text, List<ConfigWord> words)
    {
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }
            var begin = i;
            var value = new StringBuilder();
            if (text[i] is '"' or '\'' && Closing(text, i) is > 0 and var close)
            {
                for (i++; i < close; i++)
                {
                    if (text[i] == '\\' && text[i + 1] == text[begin])
                        i++;
                    value.Append(text[i]);
                }
                i = close + 1;
                if (i < text.Length && text[i] == '>')
                    value.Append(text[i++]);
            }
            else
            {
                while (i < text.Length && !char.IsWhiteSpace(text[i]))
                    value.Append(text[i++]);
            }
            words.Add(new(value.ToString(), source.Span(start + begin, i - begin)));
        }
    }

    /// <summary>Where the quote that begins here ends; an unclosed one is an ordinary character, as it is for httpd.</summary>
    static int Closing(string text, int at)
    {
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
                i++;
            else if (text[i] == text[at])
                return i;
        }
        return -1;
    }
}
