using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Testing;

/// <summary>
/// A scripted model server that speaks HTTP/1.1 on raw sockets, so that its answers can be wrong on purpose: cut, reset, stalled,
/// split at any byte. Connections are kept alive, pipelined requests answered in order; no connection holds a thread.
/// </summary>
/// <remarks>A peer that closes its sending side counts as gone, and its script stops, even if it would go on reading.</remarks>
public sealed class ScriptedUpstream : IScriptedUpstream
{
    readonly ConcurrentDictionary<Http1Connection, Task> _connections = new();
    readonly ScriptedUpstreamOptions _options;
    readonly Playbook _playbook;
    readonly Socket _listener;
    readonly SslServerAuthenticationOptions? _tls;
    readonly Task _accepting;
    volatile bool _disposed;

    ScriptedUpstream(ScriptedUpstreamOptions options, SslServerAuthenticationOptions? tls)
    {
        (_options, _tls, _playbook) = (options, tls, new(options.KeepRequests));
        _listener = new(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(options.Listen);
        _listener.Listen(4096);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        BaseAddress = new UriBuilder(tls is null ? "http" : "https", EndPoint.Address.ToString(), EndPoint.Port).Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>Starts listening; returns when connections are accepted.</summary>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public static ScriptedUpstream Start(ScriptedUpstreamOptions? options = null) => new(options ?? new(), null);

    /// <summary>Starts listening on the given clock.</summary>
    public static ScriptedUpstream Start(TimeProvider time) => Start(new ScriptedUpstreamOptions { Time = time });

    /// <summary>Starts listening with TLS; ALPN offers <c>http/1.1</c> only.</summary>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public static ScriptedUpstream StartTls(X509Certificate2 certificate, ScriptedUpstreamOptions? options = null) =>
        new(options ?? new(), new() { ServerCertificate = certificate, ApplicationProtocols = [SslApplicationProtocol.Http11] });

    /// <summary>Address and port.</summary>
    public IPEndPoint EndPoint { get; }

    /// <inheritdoc/>
    public Uri BaseAddress { get; }

    /// <inheritdoc/>
    public IReadOnlyList<RecordedRequest> Requests => _playbook.Requests;

    /// <inheritdoc/>
    public int OpenConnections => _playbook.Open;

    /// <inheritdoc/>
    public int AcceptedConnections => _playbook.Accepted;

    /// <inheritdoc/>
    public IReadOnlyList<Exception> Faults => _playbook.Faults;

    /// <inheritdoc/>
    public void RespondWith(Func<RecordedRequest, ResponseScript> answer) => _playbook.RespondWith(answer);

    /// <inheritdoc/>
    public void RespondOnce(ResponseScript script) => _playbook.RespondOnce(script);

    /// <inheritdoc/>
    public Task<RecordedRequest> WaitForRequestAsync(int number = 1, TimeSpan? limit = null) =>
        _playbook.WaitForRequestAsync(number, limit);

    /// <inheritdoc/>
    public Task WaitForOpenConnectionsAsync(int atMost, TimeSpan? limit = null) => _playbook.WaitForOpenConnectionsAsync(atMost, limit);

    /// <summary>Closes the connections that answer no request now: what a server does whose keep-alive time is over.
    /// Await <see cref="RecordedRequest.Answered"/> first: an answer may be with the client before its connection counts as idle.</summary>
    public void CloseIdleConnections()
    {
        foreach (var connection in _connections.Keys.Where(c => c.IsIdle))
            connection.Dispose();
    }

    /// <summary>Stops listening and closes every connection, whatever its script is doing.</summary>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        _listener.Dispose();
        await _accepting;
        foreach (var connection in _connections.Keys)
            connection.Dispose();
        await Task.WhenAll(_connections.Values);
    }

    async Task AcceptAsync()
    {
        // Out of the constructor's thread before the first accept may complete inline.
        await Task.Yield();
        while (!_disposed)
        {
            try
            {
                Accepted(await _listener.AcceptAsync());
            }
            catch (Exception e) when (_disposed && e is SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // A peer that resets before it is accepted costs one accept, not the listener.
                _playbook.NoteFault(e);
            }
        }
    }

    void Accepted(Socket socket)
    {
        socket.NoDelay = true;
        if (_options.SendBuffer is { } size)
            socket.SendBufferSize = size;
        var connection = new Http1Connection(socket, _playbook.NoteConnection(), _playbook, _options);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = ServeAsync(connection, begun.Task);
        begun.SetResult();
    }

    async Task ServeAsync(Http1Connection connection, Task begun)
    {
        // The entry must be in the table before it can be taken out again.
        await begun;
        await connection.RunAsync(_tls);
        _connections.TryRemove(connection, out _);
        _playbook.NoteConnectionEnd();
    }
}
