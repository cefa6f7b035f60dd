using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sluice.Listeners;

/// <summary>Host, in its normal form, and port.</summary>
internal readonly record struct Authority(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c>; without a default the port must be there.</summary>
    public static bool TryParse(
        ReadOnlySpan<char> text, int? defaultPort, out Authority authority, [NotNullWhen(false)] out string? problem)
    {
        authority = default;
        if (text.Contains('@'))
        {
            problem = "user information ('@') has no place here";
            return false;
        }

        // Behind the bracket of an IPv6 address only; elsewhere the last colon.
        var colon = text is ['[', ..] ? text.IndexOf(']') + 1 : text.LastIndexOf(':');
        var hasPort = colon > 0 && colon < text.Length;
        var (port, portProblem) = hasPort ? ParsePort(text[colon..]) : (defaultPort, "the port is missing");
        if (port is null)
        {
            problem = portProblem;
            return false;
        }

        if (!HostName.TryNormalize(hasPort ? text[..colon] : text, out var host, out problem))
            return false;
        authority = new Authority(host, port.Value);
        return true;
    }

    static (int? Port, string Problem) ParsePort(ReadOnlySpan<char> text)
    {
        if (text[0] != ':')
            return (null, "something other than a port follows the address");
        var digits = text[1..];
        if (digits.IsEmpty)
            return (null, "the port is empty");
        if (digits[0] == '0')
            return (null, "the port is 0 or has a leading zero");
        return ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (port, "")
            : (null, "the port is not a number from 1 to 65535");
    }
}
