using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Sluice.Listeners;

/// <summary>
/// The host of an authority, brought into the one spelling that decisions compare: lower case, no trailing dot, addresses without brackets.
/// Whatever two parsers on the way could read differently (percent signs, user information, octal or short IPv4 forms) has no normal form.
/// </summary>
internal static class HostName
{
    const int LongestName = 253;
    const int LongestLabel = 63;

    static readonly SearchValues<char> LabelCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    static readonly SearchValues<char> Ipv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static bool TryNormalize(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? host, [NotNullWhen(false)] out string? problem)
    {
        host = null;
        if (text is ['[', .., ']'])
            return TryIpv6(text[1..^1], out host, out problem);

        var name = text is [.., '.'] ? text[..^1] : text;
        problem = name.Length switch
        {
            0 => "the host is empty",
            > LongestName => $"the host is longer than {LongestName} characters",
            _ => FindBadLabel(name),
        };
        if (problem is not null)
            return false;

        if (EndsInNumber(name) && !IsPlainIpv4(name))
        {
            problem = "the host ends in a number but is not an IPv4 address of four decimal parts";
            return false;
        }

        host = name.ToString().ToLowerInvariant();
        return true;
    }

    static bool TryIpv6(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? host, [NotNullWhen(false)] out string? problem)
    {
        host = null;
        problem = "the brackets hold no IPv6 address";
        if (text.ContainsAnyExcept(Ipv6Characters)
            || !IPAddress.TryParse(text, out var address)
            || address.AddressFamily != AddressFamily.InterNetworkV6)
            return false;

        (host, problem) = (address.ToString(), null);
        return true;
    }

    static string? FindBadLabel(ReadOnlySpan<char> name)
    {
        if (name.Contains(':'))
            return "the host contains a colon: an IPv6 address stands in brackets";
        foreach (var part in name.Split('.'))
        {
            var label = name[part];
            if (label.IsEmpty)
                return "the host has an empty label";
            if (label.Length > LongestLabel)
                return $"a label of the host is longer than {LongestLabel} characters";
            if (label.ContainsAnyExcept(LabelCharacters))
                return "the host contains a character other than letters, digits, '-', '_' and '.'";
            if (label[0] == '-' || label[^1] == '-')
                return "a label of the host begins or ends with '-'";
        }

        return null;
    }

    // What a resolver or an inet_aton further on might read as an address: 127.1, 0x7f.0.0.1, 2130706433, 010.0.0.1.
    static bool EndsInNumber(ReadOnlySpan<char> name)
    {
        var last = name[(name.LastIndexOf('.') + 1)..];
        return !last.ContainsAnyExceptInRange('0', '9') || last.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
    }

    static bool IsPlainIpv4(ReadOnlySpan<char> name)
    {
        var parts = 0;
        foreach (var part in name.Split('.'))
        {
            var octet = name[part];
            if (octet.Length > 3 || (octet.Length > 1 && octet[0] == '0') || !byte.TryParse(octet, out _))
                return false;
            parts++;
        }

        return parts == 4;
    }
}
