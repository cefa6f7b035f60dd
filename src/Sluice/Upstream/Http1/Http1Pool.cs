using System.Net.Security;
using System.Net.Sockets;

namespace Sluice.Upstream.Http1;

/// <summary>The connections to one address: those that are free wait here, the last used first.</summary>
sealed class Http1Pool(Uri address, TimeSpan? connect, RemoteCertificateValidationCallback? validation, TimeProvider time) : IDisposable
{
    /// <summary>How long a free connection is kept: below what most servers keep theirs (uvicorn 5 s and nginx 75 s are the ends of the range).</summary>
    static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(30);

    /// <summary>How old a connection grows before it is replaced, so that a changed DNS answer is noticed.</summary>
    static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(10);

    readonly Stack<Http1Connection> _free = new();
    bool _disposed;

    /// <summary>Now, as a timestamp.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>How long ago a timestamp was.</summary>
    public TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp);

    /// <summary>A connection that was free and is still good, or a new one.</summary>
    /// <exception cref="HttpRequestException">No connection can be had.</exception>
    /// <exception cref="OperationCanceledException">The attempt ended, or the connect limit passed.</exception>
    public ValueTask<Http1Connection> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Http1Connection? free;
            lock (_free)
            {
                if (!_free.TryPop(out free))
                    return new ValueTask<Http1Connection>(ConnectAsync(cancellation));
            }

            if (!Spent(free) && !free.Stale)
                return new ValueTask<Http1Connection>(free);
            free.Close();
        }
    }

    /// <summary>Takes a connection back.</summary>
    public void Return(Http1Connection connection)
    {
        lock (_free)
        {
            if (!_disposed)
            {
                _free.Push(connection);
                return;
            }
        }

        connection.Close();
    }

    /// <summary>Closes what has been free, or alive, too long.</summary>
    public void Sweep()
    {
        List<Http1Connection> spent = [];
        lock (_free)
        {
            var all = _free.ToArray();
            _free.Clear();
            // An array of a stack begins with its top.
            for (var i = all.Length - 1; i >= 0; i--)
            {
                if (Spent(all[i]))
                    spent.Add(all[i]);
                else
                    _free.Push(all[i]);
            }
        }

        spent.ForEach(connection => connection.Close());
    }

    bool Spent(Http1Connection connection) =>
        time.GetElapsedTime(connection.Freed) >= LongestIdle || time.GetElapsedTime(connection.Made) >= LongestLife;

    async Task<Http1Connection> ConnectAsync(CancellationToken cancellation)
    {
        using var limit = connect is { } longest ? new CancellationTokenSource(longest, time) : null;
        using var either = limit is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        var token = either?.Token ?? cancellation;
        Socket? socket = null;
        try
        {
            socket = await Dialer.ConnectAsync(address.DnsSafeHost, address.Port, time, token);
            return new Http1Connection(socket, address.Scheme == Uri.UriSchemeHttps ? await UpstreamTls.SecureAsync(socket, address.IdnHost, validation, token) : null, Now);
        }
        catch (SocketException broken)
        {
            socket?.Dispose();
            throw new HttpRequestException(
                broken.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain ? HttpRequestError.NameResolutionError : HttpRequestError.ConnectionError,
                broken.Message, broken);
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Http1Connection[] free;
        lock (_free)
        {
            _disposed = true;
            free = [.. _free];
            _free.Clear();
        }

        foreach (var connection in free)
            connection.Close();
    }
}
