using System.Net;
using System.Net.Sockets;

namespace Sluice.Tests.Upstream.Http1;

/// <summary>A listener that accepts only whom the test tells it to. With its queue filled, whoever comes gets no answer at all, not even a refusal.</summary>
sealed class SilentListener : IDisposable
{
    readonly List<Socket> _sockets = [];

    SilentListener(IPAddress address, int port)
    {
        var listener = Add();
        listener.Bind(new IPEndPoint(address, port));
        listener.Listen(0);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_sockets[0].LocalEndPoint!;

    public int Port => EndPoint.Port;

    public static SilentListener Listening(IPAddress address) => new(address, 0);

    public static async Task<SilentListener> FilledAsync(IPAddress address, int port = 0)
    {
        var listener = new SilentListener(address, port);
        for (var i = 0; i < 8; i++)
        {
            using var brief = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                await listener.Add().ConnectAsync(listener.EndPoint, brief.Token);
            }
            catch (OperationCanceledException)
            {
                return listener;
            }
        }

        throw new InvalidOperationException("the listener's queue never filled");
    }

    public Task<Socket> AcceptAsync() => _sockets[0].AcceptAsync();

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    Socket Add()
    {
        _sockets.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        return _sockets[^1];
    }
}
