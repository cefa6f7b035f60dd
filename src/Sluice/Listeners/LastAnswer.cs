using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Sluice.Listeners;

/// <summary>
/// The one answer after which a connection ends. A socket closed over unread bytes resets the connection, and the reset overtakes the
/// answer: so we end our side only, then read and drop what the client still sends, for a while and up to a size.
/// </summary>
internal sealed class LastAnswer(DeadlineQueue linger)
{
    /// <summary>How much of what the client still sends is read away: 1 MiB.</summary>
    const long DrainLimit = 1 << 20;

    public async Task SendAsync(ConnectionContext connection, ReadOnlyMemory<byte> answer)
    {
        var input = connection.Transport.Input;
        using var deadline = linger.Start(input.CancelPendingRead);
        if (FindPlainSocket(connection) is { } socket)
            await SendAndShutDownAsync(socket, answer, connection.ConnectionClosed);
        else
            await connection.Transport.Output.WriteAsync(answer);

        for (long drained = 0; drained < DrainLimit && !deadline.Expired;)
        {
            var read = await input.ReadAsync();
            drained += read.Buffer.Length;
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    // The pipe of a socket transport can only be ended together with its socket, both ways. Nothing went through it yet, so the socket
    // itself can be written to; but not where TLS stands between.
    static Socket? FindPlainSocket(ConnectionContext connection) =>
        connection.Features.Get<ITlsConnectionFeature>() is null ? connection.Features.Get<IConnectionSocketFeature>()?.Socket : null;

    static async Task SendAndShutDownAsync(Socket socket, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken)
    {
        while (!answer.IsEmpty)
            answer = answer[await socket.SendAsync(answer, SocketFlags.None, cancellationToken)..];
        socket.Shutdown(SocketShutdown.Send);
    }
}
