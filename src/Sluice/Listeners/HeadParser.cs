using System.Buffers;
using System.Net;
using System.Text;

namespace Sluice.Listeners;

/// <summary>
/// Reads a whole request head, as found by <see cref="HeadScanner"/>. Strict: what two readers could understand differently is refused.
/// HTTP/1.0 is accepted, since Python before 3.12, socat and OpenSSL ask for tunnels with it; Host may then be missing.
/// <c>Content-Length: 0</c> on CONNECT is accepted, since Windows clients send it; any other framing of a CONNECT is refused,
/// because what follows the head would be a body to one reader and the tunnel to another.
/// </summary>
internal static class HeadParser
{
    static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The request, or why there is none.</summary>
    public static (ProxyRequest? Request, Refusal? Refusal) Parse(ReadOnlySpan<byte> head, EndPoint? client)
    {
        ReadOnlySpan<char> text = Encoding.Latin1.GetString(head);
        var lineEnd = text.IndexOf("\r\n", StringComparison.Ordinal);
        var line = text[..lineEnd];
        var headers = text[(lineEnd + 2)..^2];

        var methodEnd = line.IndexOf(' ');
        var versionStart = line.LastIndexOf(' ') + 1;
        if (methodEnd <= 0 || versionStart - methodEnd < 3 || line[(methodEnd + 1)..(versionStart - 1)].Contains(' '))
            return (null, Refusal.Malformed("The request line is not 'METHOD target HTTP/1.1' with single spaces."));

        var method = line[..methodEnd];
        var target = line[(methodEnd + 1)..(versionStart - 1)];
        var version = line[versionStart..];
        if (CheckLine(method, version) is { } badLine)
            return (null, Refusal.Malformed(badLine));

        var isConnect = method is "CONNECT";
        if (HeadFields.TryRead(headers, TokenCharacters, out var fields) is { } badField)
            return (null, Refusal.Malformed(badField));
        if (CheckFields(fields, isConnect, version is "HTTP/1.1") is { } badFraming)
            return (null, Refusal.Malformed(badFraming));

        return isConnect ? ForConnect(target, client) : ForOther(method.ToString(), target, fields.Host, client);
    }

    static string? CheckLine(ReadOnlySpan<char> method, ReadOnlySpan<char> version)
    {
        if (method.ContainsAnyExcept(TokenCharacters))
            return "The method contains a character that no method may contain.";
        if (method is not "CONNECT" && method.Equals("CONNECT", StringComparison.OrdinalIgnoreCase))
            return $"Method names are case-sensitive: found '{method}', expected CONNECT.";
        if (method is "PRI")
            return "This looks like HTTP/2 with prior knowledge; the proxy is asked with HTTP/1.1, HTTP/2 is spoken inside the tunnel.";
        return version is "HTTP/1.1" or "HTTP/1.0" ? null : "The request line does not end in HTTP/1.1 or HTTP/1.0.";
    }

    static string? CheckFields(in HeadFields fields, bool isConnect, bool hostRequired)
    {
        if (fields.HostCount > 1)
            return "The request has more than one Host header.";
        if (fields.HostCount == 0 && hostRequired)
            return "The request has no Host header, which HTTP/1.1 requires.";
        return isConnect && fields.HasBody ? "A CONNECT request has no body: found Content-Length or Transfer-Encoding." : null;
    }

    static (ProxyRequest?, Refusal?) ForConnect(ReadOnlySpan<char> target, EndPoint? client) =>
        Authority.TryParse(target, null, out var authority, out var problem)
            ? (new ProxyRequest(ProxyRequestForm.Connect, "CONNECT", authority.Host, authority.Port, client), null)
            : (null, Refusal.InvalidTarget($"CONNECT wants host:port, and {problem}."));

    static (ProxyRequest?, Refusal?) ForOther(string method, ReadOnlySpan<char> target, string? hostHeader, EndPoint? client)
    {
        if (target[0] == '/' || target is "*")
        {
            // Only to name it in the answer: a Host that does not parse is not worth another status here.
            var named = Authority.TryParse(hostHeader, 80, out var asked, out _);
            return (new ProxyRequest(ProxyRequestForm.Origin, method, named ? asked.Host : null, named ? asked.Port : null, client), null);
        }

        var schemeEnd = target.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd <= 0)
            return (null, Refusal.InvalidTarget("The request target is neither an absolute URL (http://host/path) nor a path."));

        var defaultPort = target[..schemeEnd].Equals("https", StringComparison.OrdinalIgnoreCase) ? 443 : 80;
        var rest = target[(schemeEnd + 3)..];
        var authorityEnd = rest.IndexOfAny("/?#");
        return Authority.TryParse(authorityEnd < 0 ? rest : rest[..authorityEnd], defaultPort, out var authority, out var problem)
            ? (new ProxyRequest(ProxyRequestForm.Absolute, method, authority.Host, authority.Port, client), null)
            : (null, Refusal.InvalidTarget($"The request target's authority is not valid: {problem}."));
    }
}
