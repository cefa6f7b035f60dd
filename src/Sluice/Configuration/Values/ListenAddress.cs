using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sluice.Configuration.Values;

/// <summary>An address to listen on as it was written.</summary>
/// <param name="EndPoint">Where to bind.</param>
/// <param name="Scheme"><c>http</c>, <c>https</c>, or null where none was written.</param>
internal sealed record ListenAddress(IPEndPoint EndPoint, string? Scheme)
{
    /// <summary>What is allowed, in words that follow "expected".</summary>
    public const string Expected = "an address such as 127.0.0.1:8080, localhost:8080, \"[::1]:8080\" or 0.0.0.0:8080";

    /// <summary>Reads an address.</summary>
    /// <returns>Null where it could be read, otherwise what is wrong with it.</returns>
    public static string? Parse(string text, out ListenAddress value)
    {
        value = new ListenAddress(new IPEndPoint(IPAddress.Loopback, 0), null);
        var rest = text;
        string? scheme = null;
        if (text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var separator)
        {
            scheme = text[..separator].ToLowerInvariant();
            if (scheme is not ("http" or "https"))
                return "the scheme may be http or https";
            rest = text[(separator + 3)..];
            rest = rest.EndsWith('/') ? rest[..^1] : rest;
        }
        var colon = rest.LastIndexOf(':');
        if (colon < 0 || rest.EndsWith(']'))
            return "it has no port";
        if (rest.Contains('/'))
            return "a path cannot be listened on";
        var isNumber = int.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        if (!isNumber || port > IPEndPoint.MaxPort)
            return "the port has to be a number from 0 to 65535, where 0 takes a free one";
        var problem = Host(rest[..colon], out var address);
        if (problem is null)
            value = new ListenAddress(new IPEndPoint(address, port), scheme);
        return problem;
    }

    static string? Host(string host, out IPAddress address)
    {
        address = IPAddress.Loopback;
        if (host is "" or "*")
        {
            // One IPv6 socket takes IPv4 as well; where the machine has no IPv6 it could not be opened.
            address = Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
            return null;
        }
        if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase))
            return null;
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            var isIPv6 = IPAddress.TryParse(host[1..^1], out address!) && address.AddressFamily == AddressFamily.InterNetworkV6;
            return isIPv6 ? null : "what is in brackets is not an IPv6 address";
        }
        if (host.Contains(':'))
            return "an IPv6 address has to be in brackets, and the whole in quotes";
        // IPAddress would read "1" as 0.0.0.1.
        if (host.Count(c => c == '.') == 3 && IPAddress.TryParse(host, out address!))
            return null;
        return "the host has to be an IP address or localhost; names are not looked up";
    }
}
