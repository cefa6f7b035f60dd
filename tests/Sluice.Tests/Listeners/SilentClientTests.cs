using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Listeners;

namespace Sluice.Tests.Listeners;

/// <summary>The limits of a forward-proxy address on real sockets, moved by hand.</summary>
public sealed class SilentClientTests
{
    readonly ManualTime _time = new();
    Task? _proxy;

    [Fact]
    public async Task A_silent_client_is_cut_after_ten_seconds()
    {
        var waiting = new SemaphoreSlim(0);
        await using var app = await StartAsync(waiting);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(new Uri(app.Urls.Single()).Authority));
        Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(20)));
        var reading = ReadToEndAsync(socket);

        _time.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.False(_proxy!.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("", await reading.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    async Task<WebApplication> StartAsync(SemaphoreSlim waiting)
    {
        var leaves = new LeafCertificates(CertificateAuthority.Create(_time), _time);
        var setup = new ForwardProxySetup { Certificates = leaves, Policy = new InferenceHostPolicy(["inference.local"], _ => true), Time = _time };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, l =>
        {
            l.Use(next => connection =>
            {
                _proxy = next(connection);
                waiting.Release();
                return _proxy;
            });
            l.UseForwardProxy(setup);
        }));
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }

    static async Task<string> ReadToEndAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
