using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Sluice.IntegrationTests.Listeners;

/// <summary>A client that leaves is noticed through the tunnel as fast as without one: the handler hears of it while it writes nothing.</summary>
public sealed class ClientGoneTests
{
    [Theory]
    [InlineData("", Leaving.Close)]
    [InlineData("", Leaving.Reset)]
    [InlineData("", Leaving.ShutDownSending)]
    [InlineData("?silent", Leaving.Close)]
    [InlineData("?silent", Leaving.Reset)]
    [InlineData("?silent", Leaving.ShutDownSending)]
    public async Task Http_1_handler_is_told(string query, Leaving how)
    {
        await using var app = await ProxyApp.StartAsync();
        var (raw, tls) = await RawClient.TunnelAsync(app);
        using (raw)
        {
            await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET /hold{query} HTTP/1.1\r\nHost: inference.local\r\n\r\n"));
            Assert.True(await app.Holding.WaitAsync(Until.Patience));
            if (query.Length == 0)
                await raw.ReadHeadAsync(tls);

            Leave(raw.Socket, how);

            await Until.TrueAsync(() => !app.Aborted.IsEmpty && app.Open == 0, () => $"aborted: {app.Aborted.Count}, open: {app.Open}");
            Assert.Equal(["HTTP/1.1"], app.Aborted);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_http_2_stream_of_a_lost_connection_is_told(bool reset)
    {
        await using var app = await ProxyApp.StartAsync();
        var (raw, tls) = await RawClient.TunnelAsync(app, null, SslApplicationProtocol.Http2);
        using (raw)
        {
            Assert.Equal(SslApplicationProtocol.Http2, tls.NegotiatedApplicationProtocol);
            await tls.WriteAsync(Http2Frames.Preface);
            await tls.WriteAsync(Http2Frames.Get(1, "/hold"));
            await tls.WriteAsync(Http2Frames.Get(3, "/hold?silent"));
            Assert.True(await app.Holding.WaitAsync(Until.Patience));
            Assert.True(await app.Holding.WaitAsync(Until.Patience));

            Leave(raw.Socket, reset ? Leaving.Reset : Leaving.Close);

            await Until.TrueAsync(() => app.Aborted.Count == 2 && app.Open == 0, () => $"aborted: {app.Aborted.Count}, open: {app.Open}");
            Assert.Equal(["HTTP/2", "HTTP/2"], app.Aborted);
        }
    }

    [Fact]
    public async Task A_cancelled_http_2_request_is_told_while_its_connection_goes_on()
    {
        await using var app = await ProxyApp.StartAsync();
        using var client = ProxyClient.Create(app, new Version(2, 0));
        using var cancel = new CancellationTokenSource();
        var held = client.GetAsync("hold?silent", cancel.Token);
        Assert.True(await app.Holding.WaitAsync(Until.Patience));

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        await Until.TrueAsync(() => app.Aborted.Count == 1);
        Assert.Contains("HTTP/2", await client.GetStringAsync("who"));
        Assert.Equal(1, app.Open);
    }

    [Fact]
    public async Task A_tls_end_without_a_tcp_end_is_told_on_http_2()
    {
        await using var app = await ProxyApp.StartAsync();
        var (raw, tls) = await RawClient.TunnelAsync(app, null, SslApplicationProtocol.Http2);
        using (raw)
        {
            await tls.WriteAsync(Http2Frames.Preface);
            await tls.WriteAsync(Http2Frames.Get(1, "/hold?silent"));
            Assert.True(await app.Holding.WaitAsync(Until.Patience));

            await tls.ShutdownAsync();

            await Until.TrueAsync(() => app.Aborted.Count == 1);
        }
    }

    static void Leave(Socket socket, Leaving how)
    {
        if (how == Leaving.ShutDownSending)
        {
            socket.Shutdown(SocketShutdown.Send);
            return;
        }

        if (how == Leaving.Reset)
            socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public enum Leaving
    {
        Close,
        Reset,
        ShutDownSending,
    }
}
