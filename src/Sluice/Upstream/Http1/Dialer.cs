using System.Net;
using System.Net.Sockets;

namespace Sluice.Upstream.Http1;

/// <summary>
/// Opens a connection to whichever address of a name answers. The addresses are tried in the system's order, each a moment after the one before,
/// without waiting for that one to fail: an address that swallows packets (a broken IPv6 route, a dead replica) costs that moment, and not the
/// whole connect limit (RFC 8305).
/// </summary>
static class Dialer
{
    /// <summary>How long an address may keep the next one waiting (RFC 8305, 5).</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>Connects to a name or an address.</summary>
    /// <exception cref="SocketException">The name is unknown, or no address of it took the connection; the last refusal says why.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<Socket> ConnectAsync(string host, int port, TimeProvider time, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, cancellation);
        return await ConnectAsync(addresses, port, time, cancellation);
    }

    /// <summary>Connects to the first of these addresses that answers.</summary>
    public static async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, TimeProvider time, CancellationToken cancellation)
    {
        if (addresses.Length == 1)
            return await ConnectAsync(addresses[0], port, cancellation);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.NoData);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var trying = new List<Task<Socket>>(addresses.Length);
        try
        {
            Task<Socket>? last = null;
            for (var next = 0; next < addresses.Length || trying.Count > 0;)
            {
                if (next < addresses.Length)
                    trying.Add(ConnectAsync(addresses[next++], port, enough.Token));
                if (await FirstAsync(trying, next < addresses.Length ? Patience : Timeout.InfiniteTimeSpan, time, cancellation) is not { } done)
                    continue;
                trying.Remove(done);
                if (done.IsCompletedSuccessfully)
                    return await done;
                last = done;
            }

            return await last!;
        }
        finally
        {
            await enough.CancelAsync();
            trying.ForEach(Discard);
        }
    }

    /// <summary>The first of these to end, well or not; null where none does in time.</summary>
    static async Task<Task<Socket>?> FirstAsync(List<Task<Socket>> trying, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            return await Task.WhenAny(trying).WaitAsync(patience, time, cancellation);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    static async Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellation)
    {
        // An IPv6 socket that was not made for both families does not reach an IPv4 address in IPv6 clothes.
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var socket = new Socket(plain.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(new IPEndPoint(plain, port), cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A connection that came too late is closed, and its failure is nobody's.</summary>
    static void Discard(Task<Socket> late) => late.ContinueWith(
        static done =>
        {
            if (done.IsCompletedSuccessfully)
                done.GetAwaiter().GetResult().Dispose();
            else
                _ = done.Exception;
        },
        CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
