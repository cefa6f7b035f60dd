using System.Net;
using System.Net.Sockets;
using Sluice.Testing;
using Sluice.Upstream.Http1;

namespace Sluice.Tests.Upstream.Http1;

/// <summary>Names with several addresses, some of which do not answer.</summary>
public sealed class DialerTests
{
    static readonly IPAddress Here = IPAddress.Loopback;
    static readonly IPAddress Elsewhere = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task An_address_that_refuses_is_passed_over_at_once()
    {
        using var listener = SilentListener.Listening(Here);

        // The clock stands still: no waiting is needed.
        using var socket = await Dialer.ConnectAsync([Elsewhere, Here], listener.Port, new ManualTimeProvider(), default).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(Here, ((IPEndPoint)socket.RemoteEndPoint!).Address);
        Assert.True(socket.NoDelay);
    }

    [Fact]
    public async Task An_address_that_does_not_answer_is_passed_over_after_a_moment()
    {
        using var listener = SilentListener.Listening(Here);
        using var silent = await SilentListener.FilledAsync(Elsewhere, listener.Port);
        var time = new ManualTimeProvider();

        var connecting = Dialer.ConnectAsync([Elsewhere, Here], silent.Port, time, default);
        await time.WaitForTimersAsync();
        Assert.False(connecting.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(250));

        using var socket = await connecting.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(Here, ((IPEndPoint)socket.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task Where_every_address_refuses_the_last_one_says_why()
    {
        int port;
        using (var listener = SilentListener.Listening(Here))
            port = listener.Port;

        var fault = await Assert.ThrowsAsync<SocketException>(() => Dialer.ConnectAsync([Elsewhere, Here], port, TimeProvider.System, default));

        Assert.Equal(SocketError.ConnectionRefused, fault.SocketErrorCode);
    }

    [Fact]
    public async Task Cancelling_ends_every_try()
    {
        using var silent = await SilentListener.FilledAsync(Elsewhere);
        using var attempt = new CancellationTokenSource();
        var time = new ManualTimeProvider();
        var connecting = Dialer.ConnectAsync([Elsewhere, Elsewhere, Elsewhere], silent.Port, time, attempt.Token);
        await time.WaitForTimersAsync();

        await attempt.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task An_IPv4_address_in_IPv6_clothes_is_reached()
    {
        using var listener = SilentListener.Listening(Here);

        using var socket = await Dialer.ConnectAsync("::ffff:127.0.0.1", listener.Port, TimeProvider.System, default);

        Assert.True(socket.Connected);
    }

    [Fact]
    public async Task An_unknown_name_is_said_to_be_one()
    {
        var fault = await Assert.ThrowsAsync<SocketException>(() => Dialer.ConnectAsync("nowhere.invalid", 80, TimeProvider.System, default));

        Assert.True(fault.SocketErrorCode is SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData, fault.SocketErrorCode.ToString());
    }
}
