using System.Text;
using Sluice.Listeners;

namespace Sluice.Tests.Listeners;

public sealed class HeadParserTests
{
    [Theory]
    [InlineData("CONNECT inference.local:443 HTTP/1.1", ProxyRequestForm.Connect, "inference.local", 443)]
    [InlineData("CONNECT Inference.Local.:443 HTTP/1.1", ProxyRequestForm.Connect, "inference.local", 443)]
    [InlineData("CONNECT inference.local:443 HTTP/1.0", ProxyRequestForm.Connect, "inference.local", 443)]
    [InlineData("CONNECT [::1]:8443 HTTP/1.1", ProxyRequestForm.Connect, "::1", 8443)]
    [InlineData("CONNECT 127.0.0.1:65535 HTTP/1.1", ProxyRequestForm.Connect, "127.0.0.1", 65535)]
    [InlineData("GET http://Example.com HTTP/1.1", ProxyRequestForm.Absolute, "example.com", 80)]
    [InlineData("GET http://example.com:8080/a?b@c:d HTTP/1.1", ProxyRequestForm.Absolute, "example.com", 8080)]
    [InlineData("GET HTTPS://example.com?x HTTP/1.1", ProxyRequestForm.Absolute, "example.com", 443)]
    [InlineData("GET http://[::1]/ HTTP/1.1", ProxyRequestForm.Absolute, "::1", 80)]
    [InlineData("get http://example.com/ HTTP/1.1", ProxyRequestForm.Absolute, "example.com", 80)]
    [InlineData("GET / HTTP/1.1", ProxyRequestForm.Origin, "named.example", 8080)]
    [InlineData("OPTIONS * HTTP/1.1", ProxyRequestForm.Origin, "named.example", 8080)]
    public void A_request_is_understood(string line, ProxyRequestForm form, string host, int port)
    {
        var (request, refusal) = Parse($"{line}\r\nHost: named.example:8080\r\n\r\n");
        Assert.Null(refusal);
        Assert.Equal((form, host, port), (request!.Form, request.Host, request.Port));
        Assert.Equal(line.Split(' ')[0], request.Method);
    }

    [Theory]
    [InlineData("CONNECT inference.local:443 HTTP/1.0\r\n\r\n")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nhost:\r\n\r\n")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: somewhere.else:1\r\nProxy-Connection: Keep-Alive\r\nPragma: no-cache\r\n\r\n")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic YTpi\r\nX:\t a \u00e4 b\t\r\n\r\n")]
    public void Header_fields_of_real_clients_are_accepted(string head) => Assert.Equal("inference.local", Parse(head).Request?.Host);

    [Theory]
    [InlineData("CONNECT", "inference.local", "the port is missing")]
    [InlineData("CONNECT", "inference.local:", "the port is empty")]
    [InlineData("CONNECT", "inference.local:0", "leading zero")]
    [InlineData("CONNECT", "inference.local:0443", "leading zero")]
    [InlineData("CONNECT", "inference.local:65536", "1 to 65535")]
    [InlineData("CONNECT", "inference.local:99999999999", "1 to 65535")]
    [InlineData("CONNECT", "inference.local:+443", "1 to 65535")]
    [InlineData("CONNECT", "inference.local:-1", "1 to 65535")]
    [InlineData("CONNECT", "inference.local:44x", "1 to 65535")]
    [InlineData("CONNECT", "inference.local:https", "1 to 65535")]
    [InlineData("CONNECT", ":443", "the port is missing")]
    [InlineData("CONNECT", "443", "the port is missing")]
    [InlineData("CONNECT", "user@inference.local:443", "user information")]
    [InlineData("CONNECT", "user:password@inference.local:443", "user information")]
    [InlineData("CONNECT", "::1:443", "stands in brackets")]
    [InlineData("CONNECT", "[::1]", "the port is missing")]
    [InlineData("CONNECT", "[::1]443", "something other than a port")]
    [InlineData("CONNECT", "[::1", "the port is missing")]
    [InlineData("CONNECT", "[::1%251]:443", "no IPv6 address")]
    [InlineData("CONNECT", "https://inference.local:443", "a character other than|colon")]
    [InlineData("CONNECT", "inference.local:443/", "1 to 65535")]
    [InlineData("CONNECT", "/path", "the port is missing")]
    [InlineData("CONNECT", "*", "the port is missing")]
    [InlineData("CONNECT", "127.1:443", "IPv4 address")]
    [InlineData("CONNECT", "inference%2elocal:443", "a character other than")]
    [InlineData("CONNECT", "a..b:443", "empty label")]
    [InlineData("GET", "http:///path", "the host is empty")]
    [InlineData("GET", "http://user@example.com/", "user information")]
    [InlineData("GET", "http://example.com:x/", "1 to 65535")]
    [InlineData("GET", "example.com", "neither an absolute URL")]
    [InlineData("GET", "://example.com", "neither an absolute URL")]
    public void A_bad_target_is_refused_with_what_is_wrong(string method, string target, string problem)
    {
        var refusal = Refused($"{method} {target} HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal((400, "invalid_request_target"), (refusal.Status, refusal.Error));
        Assert.Matches(problem, refusal.Detail);
    }

    [Theory]
    [InlineData("CONNECT inference.local:443\r\n\r\n", "request line")]
    [InlineData("CONNECT\r\n\r\n", "request line")]
    [InlineData("CONNECT HTTP/1.1\r\n\r\n", "request line")]
    [InlineData(" CONNECT inference.local:443 HTTP/1.1\r\n\r\n", "request line")]
    [InlineData("CONNECT  inference.local:443 HTTP/1.1\r\n\r\n", "request line")]
    [InlineData("CONNECT inference.local:443  HTTP/1.1\r\n\r\n", "request line")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1 \r\n\r\n", "request line")]
    [InlineData("CONNECT inference .local:443 HTTP/1.1\r\n\r\n", "request line")]
    [InlineData("CONNECT inference.local:443 HTTP/1.2\r\nHost: x\r\n\r\n", "HTTP/1.1 or HTTP/1.0")]
    [InlineData("CONNECT inference.local:443 HTTP/2.0\r\nHost: x\r\n\r\n", "HTTP/1.1 or HTTP/1.0")]
    [InlineData("CONNECT inference.local:443 http/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 or HTTP/1.0")]
    [InlineData("CONNECT inference.local:443 HTTP/1.10\r\nHost: x\r\n\r\n", "HTTP/1.1 or HTTP/1.0")]
    [InlineData("connect inference.local:443 HTTP/1.1\r\nHost: x\r\n\r\n", "case-sensitive")]
    [InlineData("Connect inference.local:443 HTTP/1.1\r\nHost: x\r\n\r\n", "case-sensitive")]
    [InlineData("CON(NECT inference.local:443 HTTP/1.1\r\nHost: x\r\n\r\n", "The method")]
    [InlineData("PRI * HTTP/2.0\r\n\r\n", "HTTP/2 with prior knowledge")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\n\r\n", "no Host header")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\nhOST: x\r\n\r\n", "more than one Host")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost : x\r\n\r\n", "between name and colon")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", "folded")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\n\tfolded: y\r\n\r\n", "folded")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", "Name: value")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n", "Name: value")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n", "has no body")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\nContent-Length: 00\r\n\r\n", "has no body")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n", "has no body")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n", "has no body")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n", "has no body")]
    public void A_malformed_head_is_refused_with_what_is_wrong(string head, string problem)
    {
        var refusal = Refused(head);
        Assert.Equal((400, "malformed_request"), (refusal.Status, refusal.Error));
        Assert.Contains(problem, refusal.Detail);
    }

    [Fact]
    public void Any_change_of_one_byte_gives_a_request_or_a_refusal_but_never_another_tunnel()
    {
        var head = Encoding.Latin1.GetBytes("CONNECT inference.local:443 HTTP/1.1\r\nHost: inference.local:443\r\n\r\n");
        var random = new Random(20260301);
        for (var i = 0; i < 20_000; i++)
        {
            var changed = head.ToArray();
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            var scanner = new HeadScanner(8192);
            if (!scanner.TryFindEnd(new(changed), out var end, out _))
                continue;
            var (request, refusal) = HeadParser.Parse(new System.Buffers.ReadOnlySequence<byte>(changed).Slice(0, end).FirstSpan, null);
            Assert.True(request is null != refusal is null);
            if (request is { Form: ProxyRequestForm.Connect })
            {
                var target = Encoding.Latin1.GetString(changed).Split(' ')[1];
                Assert.Equal(target.ToLowerInvariant().Replace(".:", ":", StringComparison.Ordinal), $"{request.Host}:{request.Port}");
            }
        }
    }

    static (ProxyRequest? Request, Refusal? Refusal) Parse(string head) => HeadParser.Parse(Encoding.Latin1.GetBytes(head), null);

    static Refusal Refused(string head)
    {
        var (request, refusal) = Parse(head);
        Assert.Null(request);
        return refusal!;
    }
}
