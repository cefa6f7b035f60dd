using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace Sluice.Configuration.Yaml;

/// <summary>
/// Says what is wrong with text that is not YAML, with the line where a person would look, and what to do about the usual causes.
/// </summary>
internal static partial class YamlSyntax
{
    /// <summary>The first character that no text file holds, or null.</summary>
    public static (int Line, int Column, string Message)? UnreadableCharacter(string text)
    {
        var at = text.AsSpan().IndexOfAny(Unreadable);
        if (at < 0)
            return null;
        var (line, column) = Locate(text, at);
        return (line, column, $"a control character (U+{(int)text[at]:X4}) is in the file: it is no text file, or was damaged in a copy");
    }

    /// <summary>Line, column and message of a syntax error.</summary>
    public static (int Line, int Column, string Message) Explain(string text, YamlException error)
    {
        var line = Math.Max(1, (int)error.Start.Line);
        var column = Math.Max(1, (int)error.Start.Column);
        var cause = char.ToLowerInvariant(error.Message[0]) + error.Message[1..].TrimEnd('.');
        // The scanner reports a tab at the start of the mapping that it would have been part of.
        if (error.Message.Contains("tab", StringComparison.OrdinalIgnoreCase) && TabIndent(text, line) is { } tab)
            return (tab.Line, tab.Column, "a tab is used for indentation: YAML takes spaces only");
        // What ends too early is reported behind the last line, where there is nothing to look at.
        var lines = text.AsSpan().TrimEnd('\n').Count('\n') + 1;
        if (line > lines)
            (line, column) = (lines, Line(text, lines).Length + 1);
        var hint = Hint(Line(text, line), column);
        return (line, column, hint is null ? $"not valid YAML: {cause}" : $"not valid YAML: {cause}; {hint}");
    }

    static string? Hint(string line, int column)
    {
        if (UnquotedIPv6().IsMatch(line))
            return "put an IPv6 address in quotes, as in \"[::1]:8080\"";
        var at = column <= line.Length ? line[column - 1] : '\0';
        return at switch
        {
            '*' or '&' or '!' or '@' or '%' or '`' or '|' or '>' => $"a value that begins with '{at}' has to be in quotes, as in \"{at}\"",
            '"' => "in double quotes a backslash begins an escape, and the closing quote has to be there: single quotes take text as it is",
            '\'' => "the closing quote is missing, or a quote inside is not doubled",
            _ when line.Contains('\t') => "there is a tab on this line: YAML takes spaces only for indentation",
            _ when line.Contains(": ", StringComparison.Ordinal) => "look at its indentation, and for a ':' or quote missing above",
            _ => null,
        };
    }

    static (int Line, int Column)? TabIndent(string text, int from)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indent = line[..(line.Length - line.TrimStart().Length)];
            if (number >= from && indent.Length < line.Length && indent.Contains('\t'))
                return (number, indent.IndexOf('\t') + 1);
        }
        return null;
    }

    static string Line(string text, int number)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (--number == 0)
                return line.ToString();
        }
        return "";
    }

    static (int Line, int Column) Locate(string text, int at)
    {
        var before = text.AsSpan(0, at);
        return (before.Count('\n') + 1, at - before.LastIndexOf('\n'));
    }

    static readonly System.Buffers.SearchValues<char> Unreadable = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(i => (char)i).Where(c => c is not ('\t' or '\n' or '\r')), '\u007F', '\uFFFE', '\uFFFF']);

    [GeneratedRegex(@"(^|[\s,])\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]:\d", RegexOptions.CultureInvariant)]
    private static partial Regex UnquotedIPv6();
}
