using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Sluice.Dialects;

/// <summary>
/// Makes text of an upstream fit for a client: no addresses, no keys, no control characters, and not longer than a person reads.
/// What it names is replaced, so that the sentence around it still says what went wrong.
/// </summary>
public sealed class Sanitizer(string? host, string? secret)
{
    /// <summary>Longest text passed on, in characters.</summary>
    public const int Longest = 2048;

    /// <summary>For text that did not come from an upstream.</summary>
    public static Sanitizer None { get; } = new(null, null);

    /// <summary>Text that may be shown.</summary>
    public string Clean(string text)
    {
        if (text.Length > Longest * 4)
            text = text[..(Longest * 4)];
        if (secret is { Length: > 3 })
            text = text.Replace(secret, "[key]", StringComparison.Ordinal);
        if (host is { Length: > 0 })
            text = text.Replace(host, "[upstream]", StringComparison.OrdinalIgnoreCase);
        try
        {
            text = Patterns.Addresses.Replace(text, "[address]");
            text = Patterns.Keys.Replace(text, "[key]");
        }
        catch (RegexMatchTimeoutException)
        {
            // Text made to be slow to read is not worth showing.
            return "[text withheld]";
        }

        var clean = new StringBuilder(Math.Min(text.Length, Longest) + 16);
        foreach (var c in text)
        {
            if (clean.Length >= Longest)
            {
                clean.Append(" [cut]");
                break;
            }

            clean.Append(char.IsControl(c) ? ' ' : c);
        }

        return clean.ToString();
    }

    /// <summary>A short identifier (type, code, parameter) that may be shown, or null.</summary>
    public string? CleanName(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return null;
        var clean = Clean(name);
        return clean.Length > 128 ? clean[..128] : clean;
    }

    /// <summary>Whether nothing would be changed.</summary>
    public bool IsClean(UpstreamError error) =>
        Clean(error.Message) == error.Message && CleanName(error.Code) == Null(error.Code) && CleanName(error.Type) == Null(error.Type)
        && CleanName(error.Param) == Null(error.Param);

    /// <summary>Whether a header value may be shown as it is.</summary>
    public bool IsClean(string value) => IsHarmless(value) || Clean(value) == value;

    /// <summary>
    /// Whether the text has nothing that a pattern could begin with or goes by, as most request ids, limits and dates have not: the patterns are what
    /// costs, and a process that never sees an error never makes them.
    /// </summary>
    bool IsHarmless(string value) => value.Length <= Longest && Ascii.IsValid(value) && value.AsSpan().IndexOfAny(AddressMarks) < 0
        && value.AsSpan().IndexOfAny(KeyMarks) < 0 && !value.Contains("localhost", StringComparison.OrdinalIgnoreCase)
        && (secret is null || !value.Contains(secret, StringComparison.Ordinal)) && (host is null || !value.Contains(host, StringComparison.OrdinalIgnoreCase));

    /// <summary>Every address has one of these, but for localhost; and control characters.</summary>
    static readonly SearchValues<char> AddressMarks = SearchValues.Create([.. Enumerable.Range(0, 32).Append(127).Select(c => (char)c), '.', ':', '[']);

    /// <summary>Every key has one of these.</summary>
    static readonly SearchValues<string> KeyMarks = SearchValues.Create(
        [.. new[] { "sk", "pk", "rk", "xai", "key", "nvapi", "hf", "r8", "pplx" }.SelectMany(key => new[] { key + "-", key + "_" }), "AIza", "AKIA", "Bearer", "Basic", "eyJ"],
        StringComparison.Ordinal);

    static string? Null(string? text) => string.IsNullOrEmpty(text) ? null : text;

    static class Patterns
    {
        // The text is the upstream's: a pattern that backtracks could be made to run for seconds, or to throw when it is stopped.
        const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant;

        public static readonly Regex Addresses = new(
            """
            [a-zA-Z][a-zA-Z0-9+.-]*://[^\s"'<>)\]]+
            |\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b
            |\[[0-9a-fA-F:]{3,}\](?::\d+)?
            |\b[\w-]+(?:\.[\w-]+)*\.(?:internal|local|localdomain|svc|lan|corp|intra|intranet|home|private|cluster)\b(?::\d+)?
            |\blocalhost(?::\d+)?\b
            |\b[a-zA-Z][\w-]*(?:\.[\w-]+)*:\d{4,5}\b
            """,
            Linear | RegexOptions.IgnoreCase);

        public static readonly Regex Keys = new(
            """
            \b(?:sk|pk|rk|gsk|xai|key|nvapi|hf|r8|pplx)[-_][A-Za-z0-9_*\-]{6,}
            |\bAIza[0-9A-Za-z_\-]{10,}
            |\bAKIA[0-9A-Z]{8,}
            |\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=\-]{6,}
            |\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-.]+
            """,
            Linear);
    }
}
