using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Varnish;

/// <summary>Splits VCL into words, strings and operators: three kinds of comments, three kinds of strings, inline C left out.</summary>
internal sealed class VclLexer(SourceText source)
{
    static readonly string[] Operators = ["&&", "||", "==", "!=", "!~", "<=", ">=", "+=", "-=", "*=", "/=", "++", "--"];

    readonly string _text = source.Text;
    int _at;

    /// <summary>The next token; at the end of the file one without characters. Strings come without their quotes, as their span shows.</summary>
    public ConfigWord Next()
    {
        SkipBlanksAndComments();
        if (_at >= _text.Length)
            return new("", source.Span(_text.Length, 0));
        var start = _at;
        if (At("\"\"\""))
            return String("\"\"\"", "\"\"\"");
        if (At("{\""))
            return String("{\"", "\"}");
        if (_text[_at] == '"')
            return String("\"", "\"");
        if (IsWord(_text[_at]))
        {
            while (_at < _text.Length && (IsWord(_text[_at]) || (_text[_at] == '-' && _at + 1 < _text.Length && IsWord(_text[_at + 1]))))
                _at++;
        }
        else
        {
            _at += Operators.FirstOrDefault(At)?.Length ?? 1;
        }
        return new(_text[start.._at], source.Span(start, _at - start));
    }

    static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '%';

    bool At(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    ConfigWord String(string open, string close)
    {
        var start = _at;
        var end = _text.IndexOf(close, start + open.Length, StringComparison.Ordinal);
        var line = open.Length == 1 ? _text.IndexOf('\n', start) : -1;
        if (end < 0 || (line >= 0 && line < end))
            throw new SyntaxException(source.Span(start, open.Length), $"this string is never closed: expected {close}{(open.Length == 1 ? " on the same line" : "")}");
        _at = end + close.Length;
        return new(_text[(start + open.Length)..end], source.Span(start, _at - start));
    }

    void SkipBlanksAndComments()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]))
                _at++;
            else if (_text[_at] == '#' || At("//"))
                SkipTo("\n", 0);
            else if (At("/*"))
                SkipTo("*/", 2);
            else if (At("C{"))
                SkipTo("}C", 2);
            else
                return;
        }
    }

    void SkipTo(string end, int atLeast)
    {
        var found = _text.IndexOf(end, Math.Min(_at + atLeast, _text.Length), StringComparison.Ordinal);
        if (found < 0 && atLeast > 0)
            throw new SyntaxException(source.Span(_at, 2), $"this \"{_text.Substring(_at, 2)}\" is never closed: expected \"{end}\" before the end of the file");
        _at = found < 0 ? _text.Length : found + end.Length;
    }
}
