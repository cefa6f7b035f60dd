using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Sluice.IntegrationTests.Listeners;

public sealed class TunnelLoadTests
{
    [Fact]
    public async Task Two_hundred_tunnels_are_open_at_once_and_none_is_left()
    {
        await using var app = await ProxyApp.StartAsync();
        var tunnels = await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            RawClient.TunnelAsync(app, null, i % 2 == 0 ? SslApplicationProtocol.Http11 : SslApplicationProtocol.Http2)));

        Assert.Equal(200, app.Open);
        await Task.WhenAll(tunnels.Select(async t =>
        {
            if (t.Tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2)
            {
                await t.Tls.WriteAsync(Http2Frames.Preface);
                await t.Tls.WriteAsync(Http2Frames.Get(1, "/hold"));
            }
            else
            {
                await t.Tls.WriteAsync(Encoding.ASCII.GetBytes("GET /hold HTTP/1.1\r\nHost: inference.local\r\n\r\n"));
            }
        }));
        for (var i = 0; i < 200; i++)
            Assert.True(await app.Holding.WaitAsync(Until.Patience), $"only {i} requests arrived");
        Assert.Equal(2, app.Leaves.Count);

        foreach (var (raw, _) in tunnels)
            raw.Dispose();

        await Until.TrueAsync(() => app.Aborted.Count == 200 && app.Open == 0, () => $"aborted: {app.Aborted.Count}, open: {app.Open}");
        AssertNothingUnhandled(app);
    }

    [Fact]
    public async Task Clients_that_refuse_the_certificate_leave_nothing_behind()
    {
        await using var app = await ProxyApp.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            using var raw = await RawClient.ConnectAsync(app.Proxy);
            await raw.SendAsync("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\n\r\n");
            await raw.ReadHeadAsync();
            await using var tls = new SslStream(raw.Stream);
            await Assert.ThrowsAsync<AuthenticationException>(() => tls.AuthenticateAsClientAsync("inference.local"));
        }));

        await Until.TrueAsync(() => app.Open == 0, () => $"open: {app.Open}");
        AssertNothingUnhandled(app);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CONN")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\n\r\nthis is no TLS")]
    [InlineData("CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\n\r\n\u0016\u0003\u0001\u0002\u0000\u0001\u0000")]
    [InlineData("CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n")]
    public async Task Clients_that_reset_anywhere_leave_nothing_behind(string sent)
    {
        await using var app = await ProxyApp.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using var raw = await RawClient.ConnectAsync(app.Proxy);
            await raw.SendAsync(sent);
            await Until.TrueAsync(() => app.Accepted == i + 1);
            raw.Socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        }

        await Until.TrueAsync(() => app.Open == 0, () => $"open: {app.Open}");
        AssertNothingUnhandled(app);
    }

    static void AssertNothingUnhandled(ProxyApp app) =>
        Assert.DoesNotContain(app.Log, l => l.Level >= LogLevel.Error || l.Text.Contains("nhandled", StringComparison.Ordinal));
}
