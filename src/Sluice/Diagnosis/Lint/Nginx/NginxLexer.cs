using System.Text;
using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Nginx;

/// <summary>Splits nginx configuration into words, semicolons and braces, as nginx does: quotes, escapes, comments, <c>${variables}</c>.</summary>
internal sealed class NginxLexer(SourceText source)
{
    readonly string _text = source.Text;
    int _at;

    public enum Kind { Word, Semicolon, Open, Close, End }

    public readonly record struct Token(Kind Kind, ConfigWord Word)
    {
        public SourceSpan Span => Word.Span;
    }

    public Token Next()
    {
        SkipBlanksAndComments();
        if (_at >= _text.Length)
            return new(Kind.End, new("", source.Span(_text.Length, 0)));
        var start = _at;
        switch (_text[_at])
        {
            case ';': return Symbol(Kind.Semicolon);
            case '{': return Symbol(Kind.Open);
            case '}': return Symbol(Kind.Close);
            case '"' or '\'': return Quoted();
        }
        var value = new StringBuilder();
        while (_at < _text.Length && !EndsWord(_text[_at]))
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                value.Append(_text[_at]).Append(_text[_at + 1]);
                _at += 2;
            }
            else if (_text[_at] == '$' && _at + 1 < _text.Length && _text[_at + 1] == '{')
            {
                var close = _text.IndexOf('}', _at);
                var stop = close < 0 ? _text.Length : close + 1;
                value.Append(_text, _at, stop - _at);
                _at = stop;
            }
            else
            {
                value.Append(_text[_at++]);
            }
        }
        return new(Kind.Word, new(value.ToString(), source.Span(start, _at - start)));
    }

    /// <summary>After an opening brace: the text up to its closing brace, read as Lua, and moves behind that brace.</summary>
    public SourceSpan LuaBody(SourceSpan open)
    {
        var start = _at;
        var depth = 1;
        while (_at < _text.Length)
        {
            switch (_text[_at])
            {
                case '-' when _at + 1 < _text.Length && _text[_at + 1] == '-':
                    SkipLuaComment();
                    continue;
                case '"' or '\'':
                    SkipLuaString(_text[_at]);
                    continue;
                case '[' when LongBracket(_at) is { } level:
                    SkipLongBracket(level);
                    continue;
                case '{':
                    depth++;
                    break;
                case '}' when --depth == 0:
                    return source.Span(start, _at++ - start);
            }
            _at++;
        }
        throw new SyntaxException(open, "this Lua block is never closed: expected \"}\" before the end of the file");
    }

    static bool EndsWord(char c) => c is ';' or '{' or '}' || char.IsWhiteSpace(c);

    Token Symbol(Kind kind) => new(kind, new(_text[_at].ToString(), source.Span(_at++, 1)));

    Token Quoted()
    {
        var start = _at;
        var quote = _text[_at++];
        var value = new StringBuilder();
        while (_at < _text.Length && _text[_at] != quote)
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                if (_text[_at + 1] != quote && _text[_at + 1] != '\\')
                    value.Append('\\');
                _at++;
            }
            value.Append(_text[_at++]);
        }
        if (_at >= _text.Length)
            throw new SyntaxException(source.Span(start, 1), $"this quote is never closed: expected another {quote} before the end of the file");
        _at++;
        var span = source.Span(start, _at - start);
        if (_at < _text.Length && !EndsWord(_text[_at]) && _text[_at] != ')')
            throw new SyntaxException(source.Span(_at, 1), $"unexpected \"{_text[_at]}\" after a quoted word: expected a blank or \";\"");
        return new(Kind.Word, new(value.ToString(), span));
    }

    void SkipBlanksAndComments()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]))
                _at++;
            else if (_text[_at] == '#')
                SkipLine();
            else
                return;
        }
    }

    void SkipLine()
    {
        var end = _text.AsSpan(_at).IndexOfAny('\n', '\r');
        _at = end < 0 ? _text.Length : _at + end;
    }

    void SkipLuaComment()
    {
        _at += 2;
        if (_at < _text.Length && _text[_at] == '[' && LongBracket(_at) is { } level)
            SkipLongBracket(level);
        else
            SkipLine();
    }

    void SkipLuaString(char quote)
    {
        _at++;
        while (_at < _text.Length && _text[_at] != quote && _text[_at] != '\n')
            _at += _text[_at] == '\\' ? 2 : 1;
        _at++;
    }

    int? LongBracket(int at)
    {
        var end = at + 1;
        while (end < _text.Length && _text[end] == '=')
            end++;
        return end < _text.Length && _text[end] == '[' ? end - at - 1 : null;
    }

    void SkipLongBracket(int level)
    {
        var close = "]" + new string('=', level) + "]";
        var end = _text.IndexOf(close, _at, StringComparison.Ordinal);
        _at = end < 0 ? _text.Length : end + close.Length;
    }
}
