using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Terraform;

/// <summary>Moves through HCL: names, comments, quotes with templates in them, heredocs, and the end of an expression.</summary>
internal sealed class HclScanner(SourceText source)
{
    const int MaxNesting = 200;

    readonly string _text = source.Text;
    int _at;

    public bool AtEnd => _at >= _text.Length;

    public char Current => _text[_at];

    public SourceSpan Here => source.Span(_at, AtEnd ? 0 : 1);

    public SourceSpan Take(int length)
    {
        _at += length;
        return source.Span(_at - length, length);
    }

    /// <summary>A name: letters, digits, underscores and dashes; null where none begins here.</summary>
    public SourceSpan? Identifier()
    {
        var start = _at;
        if (!AtEnd && (char.IsLetter(Current) || Current == '_'))
        {
            while (!AtEnd && (char.IsLetterOrDigit(Current) || Current is '_' or '-'))
                _at++;
        }
        return _at > start ? source.Span(start, _at - start) : null;
    }

    /// <summary>Blanks and comments within a line.</summary>
    public void SkipBlanks()
    {
        while (!AtEnd && (Current is ' ' or '\t' or '\uFEFF' || SkipComment()))
        {
            if (!AtEnd && Current is ' ' or '\t' or '\uFEFF')
                _at++;
        }
    }

    /// <summary>Blanks, comments and ends of lines.</summary>
    public void SkipBlankLines()
    {
        SkipBlanks();
        while (!AtEnd && (char.IsWhiteSpace(Current) || Current == '\uFEFF'))
        {
            _at++;
            SkipBlanks();
        }
    }

    /// <summary>A quoted text with its quotes; what stands in <c>${}</c> may hold quotes of its own.</summary>
    public SourceSpan Quoted(int depth = 0)
    {
        var start = _at++;
        while (!AtEnd && Current is not ('\n' or '\r'))
        {
            switch (Current)
            {
                case '"':
                    _at++;
                    return source.Span(start, _at - start);
                case '\\':
                    _at += 2;
                    break;
                case '$' or '%' when Next == Current && Peek(2) == '{':
                    _at += 3;
                    break;
                case '$' or '%' when Next == '{':
                    _at++;
                    Brackets(depth + 1);
                    break;
                default:
                    _at++;
                    break;
            }
        }
        throw new SyntaxException(source.Span(start, 1), "this quote is never closed: expected another \" on the same line");
    }

    /// <summary>From here to the end of the line on which all brackets are closed again, without blanks and comments at its end.</summary>
    public SourceSpan Expression(string name)
    {
        SkipBlanks();
        var (start, end) = (_at, _at);
        while (!AtEnd && Current is not ('\n' or '\r' or '}'))
        {
            if (SkipComment())
                continue;
            var blank = Current is ' ' or '\t';
            Step(0);
            if (!blank)
                end = Math.Min(_at, _text.Length);
        }
        if (end == start)
            throw new SyntaxException(source.Span(start, 0), $"\"{name}\" has no value: expected an expression behind \"=\"");
        return source.Span(start, end - start);
    }

    char Next => Peek(1);

    char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    /// <summary>One character, or one quote, heredoc or pair of brackets as a whole.</summary>
    void Step(int depth)
    {
        switch (Current)
        {
            case '"':
                Quoted(depth);
                break;
            case '(' or '[' or '{':
                Brackets(depth + 1);
                break;
            case ')' or ']':
                throw new SyntaxException(Here, $"unexpected \"{Current}\": no such bracket is open here");
            case '<' when Next == '<' && (Peek(2) == '-' || char.IsLetter(Peek(2)) || Peek(2) == '_'):
                Heredoc();
                break;
            default:
                _at++;
                break;
        }
    }

    void Brackets(int depth)
    {
        var open = Here;
        if (depth > MaxNesting)
            throw new SyntaxException(open, $"brackets are nested more than {MaxNesting} deep");
        var close = Current switch { '(' => ')', '[' => ']', _ => '}' };
        _at++;
        while (!AtEnd)
        {
            if (Current == close)
            {
                _at++;
                return;
            }
            if (SkipComment())
                continue;
            if (Current is ')' or ']' or '}')
                throw new SyntaxException(Here, $"unexpected \"{Current}\": expected \"{close}\" for the bracket on line {open.Line}");
            Step(depth);
        }
        throw new SyntaxException(open, $"this \"{open.Text}\" is never closed: expected \"{close}\" before the end of the file");
    }

    void Heredoc()
    {
        var start = _at;
        _at += Peek(2) == '-' ? 3 : 2;
        var marker = Identifier()?.Text;
        while (marker is not null && !AtEnd)
        {
            var end = _text.IndexOf('\n', _at);
            var line = _text.AsSpan(_at, (end < 0 ? _text.Length : end) - _at);
            if (line.Trim().SequenceEqual(marker))
            {
                _at += line.TrimEnd().Length;
                return;
            }
            _at = end < 0 ? _text.Length : end + 1;
        }
        throw new SyntaxException(source.Span(start, 2), marker is null
            ? "a heredoc needs a name: expected <<EOF"
            : $"this heredoc is never closed: expected a line with {marker} before the end of the file");
    }

    bool SkipComment()
    {
        if (Current == '#' || (Current == '/' && Next == '/'))
        {
            var end = _text.AsSpan(_at).IndexOfAny('\n', '\r');
            _at = end < 0 ? _text.Length : _at + end;
            return true;
        }
        if (Current != '/' || Next != '*')
            return false;
        var close = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (close < 0)
            throw new SyntaxException(source.Span(_at, 2), "this comment is never closed: expected */ before the end of the file");
        _at = close + 2;
        return true;
    }
}
