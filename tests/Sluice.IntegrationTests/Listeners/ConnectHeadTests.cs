using System.Net.Security;
using System.Text;

namespace Sluice.IntegrationTests.Listeners;

public sealed class ConnectHeadTests
{
    const string Connect = "CONNECT inference.local:443 HTTP/1.1\r\nHost: inference.local:443\r\n\r\n";

    [Theory]
    [InlineData("CONNECT inference.local HTTP/1.1\r\nHost: x\r\n\r\n", "invalid_request_target", "port is missing")]
    [InlineData("CONNECT inference.local:65536 HTTP/1.1\r\nHost: x\r\n\r\n", "invalid_request_target", "1 to 65535")]
    [InlineData("CONNECT user@inference.local:443 HTTP/1.1\r\nHost: x\r\n\r\n", "invalid_request_target", "user information")]
    [InlineData("CONNECT ::1:443 HTTP/1.1\r\nHost: x\r\n\r\n", "invalid_request_target", "brackets")]
    [InlineData("connect inference.local:443 HTTP/1.1\r\nHost: x\r\n\r\n", "malformed_request", "case-sensitive")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\nHost: x\n\n", "malformed_request", "bare line feed")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", "malformed_request", "no body")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001", "malformed_request", "TLS handshake")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "malformed_request", "HTTP/2 with prior knowledge")]
    public async Task A_head_that_cannot_be_understood_is_answered(string head, string error, string detail)
    {
        await using var app = await ProxyApp.StartAsync();
        var (answer, body) = await RefusalTests.AskAsync(app, head);
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer);
        Assert.Equal(error, body.GetProperty("error").GetString());
        Assert.Contains(detail, body.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_head_over_the_limit_is_answered_with_431()
    {
        await using var app = await ProxyApp.StartAsync();
        var (answer, body) = await RefusalTests.AskAsync(app, $"CONNECT inference.local:443 HTTP/1.1\r\nX: {new string('a', 9000)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431 ", answer);
        Assert.Contains("8192", body.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_head_split_anywhere_is_understood()
    {
        await using var app = await ProxyApp.StartAsync();
        for (var split = 1; split < Connect.Length; split++)
        {
            using var raw = await RawClient.ConnectAsync(app.Proxy);
            await raw.SendAsync(Connect[..split]);
            await raw.SendAsync(Connect[split..]);
            Assert.Equal("HTTP/1.1 200 Connection Established\r\n\r\n", await raw.ReadHeadAsync());
        }
    }

    [Fact]
    public async Task A_client_hello_glued_to_the_head_is_not_lost()
    {
        await using var app = await ProxyApp.StartAsync();
        using var raw = await RawClient.ConnectAsync(app.Proxy);
        await using var glued = new GluedStream(raw, Encoding.ASCII.GetBytes(Connect));
        await using var tls = await raw.SecureAsync(glued, app, null, SslApplicationProtocol.Http11);
        await tls.WriteAsync("GET /who HTTP/1.1\r\nHost: inference.local\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 200 OK", await raw.ReadHeadAsync(tls));
    }

    [Fact]
    public async Task A_client_that_dribbles_is_answered_and_cut_and_a_silent_one_just_cut()
    {
        await using var app = await ProxyApp.StartAsync(setup => setup with { HeadTimeout = TimeSpan.FromMilliseconds(100) });
        using var silent = await RawClient.ConnectAsync(app.Proxy);
        using var dribbling = await RawClient.ConnectAsync(app.Proxy);
        await dribbling.SendAsync("CONN");
        Assert.Equal("", await silent.ReadToEndAsync());
        Assert.StartsWith("HTTP/1.1 408 ", await dribbling.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_that_asks_for_a_tunnel_and_stays_silent_in_it_is_cut()
    {
        await using var app = await ProxyApp.StartAsync(setup => setup with { HandshakeTimeout = TimeSpan.FromMilliseconds(100) });
        using var raw = await RawClient.ConnectAsync(app.Proxy);
        await raw.SendAsync(Connect);
        Assert.Equal("HTTP/1.1 200 Connection Established\r\n\r\n", await raw.ReadToEndAsync());
        await Until.TrueAsync(() => app.Open == 0);
        Assert.Contains(app.Log, l => l.Id.Id == 3004);
    }

    /// <summary>Puts the CONNECT head and the first TLS bytes into one write, and takes the answer to the head off before the TLS ones.</summary>
    sealed class GluedStream(RawClient raw, byte[] head) : DelegatingStream(raw.Stream)
    {
        byte[]? _head = head;
        bool _answered;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Inner.WriteAsync(_head is null ? buffer : (byte[])[.. _head, .. buffer.Span], cancellationToken);
            _head = null;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_answered)
                Assert.StartsWith("HTTP/1.1 200 ", await raw.ReadHeadAsync());
            _answered = true;
            return await Inner.ReadAsync(buffer, cancellationToken);
        }
    }
}
