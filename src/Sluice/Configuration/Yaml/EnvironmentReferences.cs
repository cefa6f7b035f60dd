using System.Text;
using System.Text.RegularExpressions;

namespace Sluice.Configuration.Yaml;

/// <summary>
/// <c>${NAME}</c> and <c>${NAME:-default}</c> in a value; <c>$$</c> stands for one dollar sign.
/// A variable that is set to nothing counts as not set, as in a shell's <c>:-</c>.
/// </summary>
internal static partial class EnvironmentReferences
{
    // In YAML's flow style, '{' and ',' end an unquoted value, so [ ${KEY} ] would be a syntax error that everybody makes. These characters
    // are swapped for private-use ones inside a reference before parsing, and back afterwards: same length, so positions stay true.
    const string Structural = "{}[],:#";
    const char FirstStandIn = '\uF8E0';
    const char LastStandIn = '\uF8E6';

    /// <summary>
    /// Hides what YAML would take for structure inside references. Where there is nothing to hide, the same string comes back.
    /// </summary>
    public static string Mask(string yaml)
    {
        if (!yaml.Contains("${", StringComparison.Ordinal) || yaml.AsSpan().ContainsAnyInRange(FirstStandIn, LastStandIn))
            return yaml;
        return Reference().Replace(yaml, match => Swap(match.Value, StandIn));
    }

    /// <summary>Undoes <see cref="Mask"/> in one value of a text that was changed by it.</summary>
    public static string Unmask(string value) =>
        value.AsSpan().ContainsAnyInRange(FirstStandIn, LastStandIn)
            ? Swap(value, c => c is >= FirstStandIn and <= LastStandIn ? Structural[c - FirstStandIn] : c)
            : value;

    /// <summary>Replaces the references of one value.</summary>
    /// <returns>The value, or null with at least one problem added. A problem names variables and never their content.</returns>
    public static string? Expand(string written, Func<string, string?> environment, List<string> problems)
    {
        if (!written.Contains('$'))
            return written;
        var result = new StringBuilder(written.Length);
        var before = problems.Count;
        for (var i = 0; i < written.Length; i++)
        {
            if (written[i] != '$' || i + 1 == written.Length || written[i + 1] is not ('$' or '{'))
            {
                result.Append(written[i]);
                continue;
            }
            if (written[++i] == '$')
            {
                result.Append('$');
                continue;
            }
            var end = written.IndexOf('}', i);
            if (end < 0)
            {
                problems.Add("a reference begins with '${' and has no '}': write ${NAME}, ${NAME:-default}, or $$ for a dollar sign");
                break;
            }
            result.Append(Value(written[(i + 1)..end], environment, problems));
            i = end;
        }
        return problems.Count == before ? result.ToString() : null;
    }

    static char StandIn(char c) => Structural.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at ? (char)(FirstStandIn + at) : c;

    static string? Value(string reference, Func<string, string?> environment, List<string> problems)
    {
        var colon = reference.IndexOf(":-", StringComparison.Ordinal);
        var name = colon < 0 ? reference : reference[..colon];
        var fallback = colon < 0 ? null : reference[(colon + 2)..];
        if (!Name().IsMatch(name))
        {
            problems.Add("a reference needs the name of a variable, of letters, digits and '_': write ${NAME} or ${NAME:-default}");
            return null;
        }
        if (fallback?.Contains("${", StringComparison.Ordinal) is true)
        {
            problems.Add($"the default of ${{{name}:-...}} is a reference itself, which is not supported: write plain text there");
            return null;
        }
        if (environment(name) is { Length: > 0 } value)
            return value;
        if (fallback is null)
            problems.Add($"the environment variable {name} is not set: set it, or give a default with ${{{name}:-default}}");
        return fallback?.Replace("$$", "$", StringComparison.Ordinal);
    }

    static string Swap(string text, Func<char, char> swap)
    {
        var swapped = text.ToCharArray();
        for (var i = 0; i < swapped.Length; i++)
            swapped[i] = swap(swapped[i]);
        return new string(swapped);
    }

    [GeneratedRegex(@"\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}""'\\\r\n]*)?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
