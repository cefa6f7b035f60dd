using System.Net.Sockets;

namespace Sluice.Testing;

/// <summary>The two ways to end a TCP connection, each as the peer shall see it.</summary>
internal static class SocketClose
{
    /// <summary>
    /// Closes with FIN. The shutdown comes first because .NET otherwise resets a connection that is disposed while a read is pending.
    /// </summary>
    public static void InOrder(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Already ended by the peer or by us: nothing is left to say to it.
        }
        socket.Dispose();
    }

    /// <summary>Closes with RST. What the peer has received but not read may be lost to it.</summary>
    public static void Abruptly(Socket socket)
    {
        socket.LingerState = new(true, 0);
        socket.Close(0);
    }
}
