using System.Text.RegularExpressions;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Varnish;

/// <summary>
/// Judges a condition for a token stream: a request of one method to a chat API, answered with <c>text/event-stream</c>. True, false, or
/// null where the condition looks at something that the file does not tell.
/// </summary>
internal sealed class VclCondition
{
    const int MaxDepth = 50;
    static readonly TimeSpan RegexTime = TimeSpan.FromMilliseconds(50);

    readonly IReadOnlyList<ConfigWord> _tokens;
    readonly string _method;
    int _at;

    VclCondition(IReadOnlyList<ConfigWord> tokens, string method) => (_tokens, _method) = (tokens, method);

    /// <summary>Judges the tokens behind <c>if</c>.</summary>
    public static bool? Judge(IReadOnlyList<ConfigWord> tokens, string method) => new VclCondition(tokens, method).Or(0);

    public static bool? And(bool? a, bool? b) => a == false || b == false ? false : a == true && b == true ? true : null;

    public static bool? Not(bool? a) => !a;

    static bool? Either(bool? a, bool? b) => Not(And(Not(a), Not(b)));

    string Peek => _at < _tokens.Count ? _tokens[_at].Span.Text : "";

    bool? Or(int depth)
    {
        var value = All(depth);
        while (Peek == "||")
        {
            _at++;
            value = Either(value, All(depth));
        }
        return value;
    }

    bool? All(int depth)
    {
        var value = One(depth);
        while (Peek == "&&")
        {
            _at++;
            value = And(value, One(depth));
        }
        return value;
    }

    bool? One(int depth)
    {
        if (depth > MaxDepth || _at >= _tokens.Count)
            return null;
        if (Peek == "!")
        {
            _at++;
            return Not(One(depth + 1));
        }
        if (Peek == "(")
        {
            _at++;
            var inner = Or(depth + 1);
            if (Peek == ")")
                _at++;
            return inner;
        }
        var left = Operand();
        if (Peek is not ("~" or "!~" or "==" or "!="))
        {
            // Sizes and times: nothing is known of them.
            while (_at < _tokens.Count && Peek is not ("&&" or "||" or ")"))
                _at++;
            return left.Count == 1 ? Exists(left[0].Value) : null;
        }
        var sign = Peek;
        _at++;
        var right = Operand();
        if (left.Count != 1 || right.Count != 1)
            return null;
        var same = Compare(left[0].Value.ToLowerInvariant(), right[0].Value, isPattern: sign is "~" or "!~");
        return sign[0] == '!' ? Not(same) : same;
    }

    /// <summary>A variable, a string, or a call with all its arguments.</summary>
    List<ConfigWord> Operand()
    {
        var words = new List<ConfigWord>();
        var open = 0;
        while (_at < _tokens.Count)
        {
            var text = Peek;
            if (open == 0 && text is "&&" or "||" or "~" or "!~" or "==" or "!=" or "<" or ">" or "<=" or ">=" or ")" && (open == 0 || text != ")"))
                break;
            open += text switch { "(" => 1, ")" => -1, _ => 0 };
            words.Add(_tokens[_at++]);
        }
        return words;
    }

    static bool? Exists(string name) => name.ToLowerInvariant() switch
    {
        "true" => true,
        "false" => false,
        "req.http.upgrade" or "bereq.http.upgrade" => false,
        "beresp.http.content-type" or "req.url" or "bereq.url" => true,
        _ => null,
    };

    bool? Compare(string name, string value, bool isPattern)
    {
        switch (name)
        {
            case "beresp.http.content-type" or "resp.http.content-type":
                return isPattern ? Matches(value, "text/event-stream") : value.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);
            case "req.method" or "bereq.method":
                return isPattern ? Matches(value, _method) : value.Equals(_method, StringComparison.OrdinalIgnoreCase);
            case "req.url" or "bereq.url":
                return StreamHints.Of(value) switch { StreamHint.Yes => true, StreamHint.No => false, _ => null };
            case "req.http.accept" or "bereq.http.accept" or "req.http.host" or "bereq.http.host":
                return StreamHints.IsStream(value) ? true : null;
            case "req.http.upgrade" or "bereq.http.upgrade":
                return false;
            default:
                return null;
        }
    }

    static bool? Matches(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.None, RegexTime);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            // Not every Perl pattern is one of .NET's.
            return null;
        }
    }
}
