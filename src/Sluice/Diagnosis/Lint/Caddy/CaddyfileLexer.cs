using System.Text;
using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Caddy;

/// <summary>Splits a Caddyfile into words, braces and line ends, as Caddy does: quotes, backticks, heredocs, comments, <c>{$VARIABLE:default}</c>.</summary>
internal sealed class CaddyfileLexer(SourceText source)
{
    readonly string _text = source.Text;
    int _at;

    public enum Kind { Word, Open, Close, LineEnd, End }

    public readonly record struct Token(Kind Kind, ConfigWord Word);

    public Token Next()
    {
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '\n')
                return new(Kind.LineEnd, Take(1));
            if (c == '\\' && EscapedLineEnd() is > 0 and var length)
                _at += length;
            else if (char.IsWhiteSpace(c))
                _at++;
            else if (c == '#')
                SkipComment();
            else
                return Word();
        }
        return new(Kind.End, new("", source.Span(_text.Length, 0)));
    }

    Token Word()
    {
        switch (_text[_at])
        {
            case '"': return new(Kind.Word, Quoted('"'));
            case '`': return new(Kind.Word, Quoted('`'));
            case '<' when Heredoc() is { } heredoc: return new(Kind.Word, heredoc);
        }
        var start = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && !(_text[_at] == '\\' && EscapedLineEnd() > 0))
            _at++;
        var word = new ConfigWord(Resolve(_text[start.._at]), source.Span(start, _at - start));
        return word.Span.Text switch { "{" => new(Kind.Open, word), "}" => new(Kind.Close, word), _ => new(Kind.Word, word) };
    }

    ConfigWord Quoted(char quote)
    {
        var start = _at++;
        var value = new StringBuilder();
        while (_at < _text.Length && _text[_at] != quote)
        {
            if (quote == '"' && _text[_at] == '\\' && _at + 1 < _text.Length && _text[_at + 1] == '"')
                _at++;
            value.Append(_text[_at++]);
        }
        if (_at >= _text.Length)
            throw new SyntaxException(source.Span(start, 1), $"this quote is never closed: expected another {quote} before the end of the file");
        _at++;
        return new(Resolve(value.ToString()), source.Span(start, _at - start));
    }

    /// <summary>Text between <c>&lt;&lt;MARKER</c> and a line that holds the marker alone; null where no marker follows.</summary>
    ConfigWord? Heredoc()
    {
        var start = _at;
        var line = LineOf(_at);
        var marker = line.StartsWith("<<", StringComparison.Ordinal) ? line[2..].Trim() : "";
        if (marker.Length == 0 || !marker.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            return null;
        for (var next = start + line.Length + 1; next < _text.Length; next += LineOf(next).Length + 1)
        {
            var found = LineOf(next);
            if (found.TrimStart().TrimEnd('\r') is var end && end.StartsWith(marker, StringComparison.Ordinal) && (end.Length == marker.Length || char.IsWhiteSpace(end[marker.Length])))
            {
                _at = next + found.Length - found.TrimStart().Length + marker.Length;
                return new(_text[(start + line.Length + 1)..next], source.Span(start, _at - start));
            }
        }
        throw new SyntaxException(source.Span(start, marker.Length + 2), $"this heredoc is never closed: expected a line that holds {marker} alone");
    }

    string LineOf(int at)
    {
        var end = _text.IndexOf('\n', at);
        return end < 0 ? _text[at..] : _text[at..end];
    }

    /// <summary>An environment variable with a default reads as its default; one without stays as it is written.</summary>
    static string Resolve(string word)
    {
        while (word.IndexOf("{$", StringComparison.Ordinal) is >= 0 and var start && word.IndexOf('}', start) is > 0 and var end && word.IndexOf(':', start, end - start) is > 0 and var colon)
            word = word[..start] + word[(colon + 1)..end] + word[(end + 1)..];
        return word;
    }

    int EscapedLineEnd() =>
        _at + 1 >= _text.Length ? 0 : _text[_at + 1] == '\n' ? 2 : _text[_at + 1] == '\r' && _at + 2 < _text.Length && _text[_at + 2] == '\n' ? 3 : 0;

    void SkipComment()
    {
        var end = _text.IndexOf('\n', _at);
        _at = end < 0 ? _text.Length : end;
    }

    ConfigWord Take(int length)
    {
        var span = source.Span(_at, length);
        _at += length;
        return new("", span);
    }
}
