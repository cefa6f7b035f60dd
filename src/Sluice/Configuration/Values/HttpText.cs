using System.Buffers;

namespace Sluice.Configuration.Values;

/// <summary>What may stand in a header.</summary>
internal static class HttpText
{
    static readonly SearchValues<char> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // These describe one connection or the body's framing: set from outside they would contradict what is really sent.
    static readonly HashSet<string> Framing = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Expect", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE",
        "Trailer", "Transfer-Encoding", "Upgrade",
    };

    /// <summary>What is wrong with a header's name, or null.</summary>
    public static string? WrongName(string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(Token))
            return "is not a header name: it may have letters, digits and !#$%&'*+-.^_`|~";
        return Framing.Contains(name) ? "belongs to the connection and is set by the gateway itself: remove it" : null;
    }

    /// <summary>What is wrong with a header's value, or null. Never the value.</summary>
    public static string? WrongValue(string value)
    {
        if (value.AsSpan().IndexOfAny('\r', '\n') >= 0)
            return "it holds a line break, which often comes from a file or a YAML block: remove it";
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~') && value.Any(c => c is not '\t' and (< ' ' or > '~')))
            return "it holds a character other than printable ASCII, which a header cannot carry";
        return value.Trim(' ', '\t').Length < value.Length ? "it begins or ends with a blank, which a header cannot keep" : null;
    }
}
