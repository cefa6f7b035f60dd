namespace Sluice.Diagnosis.Lint.Apim;

/// <summary>
/// Policy expressions, <c>@(...)</c> and <c>@{...}</c>, are C# that may hold quotes and brackets which XML does not allow there: the portal
/// takes them all the same. They are masked, character by character, so that the rest can be read as XML and every place stays right.
/// </summary>
internal static class PolicyExpressions
{
    // What opens and never closes is looked for to the end of the file: a few times is a slip, more is no policy.
    const int MaxUnclosed = 100;

    public static string Mask(string text)
    {
        var masked = text.ToCharArray();
        var unclosed = 0;
        for (var i = 0; i + 1 < text.Length && unclosed < MaxUnclosed; i++)
        {
            // A comment is no place for an expression, and may hold half of one.
            if (text.AsSpan(i).StartsWith("<!--"))
                i = text.IndexOf("-->", i, StringComparison.Ordinal) is >= 0 and var close ? close + 2 : text.Length;
            else if (text[i] == '@' && text[i + 1] is '(' or '{')
            {
                if (End(text, i + 1) is not { } end)
                {
                    unclosed++;
                    continue;
                }
                for (var j = i + 2; j < end - 1; j++)
                {
                    if (text[j] is '"' or '\'' or '<' or '>' or '&')
                        masked[j] = '_';
                }
                i = end - 1;
            }
        }
        return new string(masked);
    }

    /// <summary>Behind the bracket that closes the one at this place; null where nothing does.</summary>
    static int? End(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '(' or '{' or '[':
                    depth++;
                    break;
                case ')' or '}' or ']' when --depth == 0:
                    return i + 1;
                case '"' when Quoted(text, i) is { } end:
                    i = end;
                    break;
                case '\'' when i + 2 < text.Length:
                    i = text[i + 1] == '\\' ? i + 3 : text[i + 2] == '\'' ? i + 2 : i;
                    break;
                case '/' when i + 1 < text.Length && text[i + 1] == '/' && text[i - 1] != ':':
                    i = text.IndexOf('\n', i) is >= 0 and var line ? line : text.Length;
                    break;
                case '/' when i + 1 < text.Length && text[i + 1] == '*':
                    i = text.IndexOf("*/", i, StringComparison.Ordinal) is >= 0 and var comment ? comment + 1 : text.Length;
                    break;
            }
        }
        return null;
    }

    /// <summary>The closing quote of a C# string; null where none is on the same line.</summary>
    static int? Quoted(string text, int open)
    {
        var isVerbatim = open > 0 && text[open - 1] == '@';
        for (var i = open + 1; i < text.Length; i++)
        {
            if (text[i] == '"' && isVerbatim && i + 1 < text.Length && text[i + 1] == '"')
                i++;
            else if (text[i] == '"')
                return i;
            else if (text[i] == '\\' && !isVerbatim)
                i++;
            else if (text[i] == '\n' && !isVerbatim)
                return null;
        }
        return null;
    }
}
