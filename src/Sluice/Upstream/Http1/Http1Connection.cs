using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sluice.Upstream.Http1;

/// <summary>One connection to an upstream: sends one request at a time and reads its answer. Plain or TLS, the bytes above are the same.</summary>
/// <remarks>
/// <see cref="Abort"/> may come from any thread at any time and closes the socket: that ends whatever is pending, and tells the upstream at once.
/// Nothing else here is called concurrently, except that an answer may be read while a long request is still being sent.
/// </remarks>
sealed class Http1Connection(Socket socket, SslStream? tls, long now) : IUpstreamHold, IByteSource
{
    readonly ReceiveBuffer _buffer = new();
    Http1Pool? _pool;
    Http1Body? _body;
    Task _sending = Task.CompletedTask;
    long? _taken;
    bool _used;
    bool _sent;
    bool _keepsAlive;

    /// <summary>Timestamp of its making.</summary>
    public long Made { get; } = now;

    /// <summary>Timestamp at which it last became free.</summary>
    public long Freed { get; private set; } = now;

    /// <summary>Whether the upstream has closed it, or said something that nobody asked for, while it was free.</summary>
    public bool Stale
    {
        get
        {
            try
            {
                return socket.Poll(0, SelectMode.SelectRead);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                return true;
            }
        }
    }

    /// <summary>Sends a request and reads the head of its answer.</summary>
    /// <param name="pool">Where the connection goes when the answer was read to its end.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="UnreadRequestException">The upstream had closed the connection before it could read any of the request.</exception>
    /// <exception cref="HttpRequestException">The connection broke, or what came is no HTTP answer.</exception>
    public async Task<UpstreamAnswer> ExchangeAsync(Http1Pool pool, Http1Request request, CancellationToken cancellation)
    {
        (_pool, _body, _sent) = (pool, null, false);
        // Only a connection that was free can have been closed before the request, without anybody's fault.
        _taken = _used ? TakenByUpstream() : null;
        _used = true;
        await using var abort = cancellation.UnsafeRegister(static connection => ((Http1Connection)connection!).Abort(), this);
        try
        {
            _sending = SendAsync(request);
            var answered = await HeadReader.ReadAsync(this, _buffer);
            var framing = answered.Framing(request.HeadOnly);
            _keepsAlive = answered.KeepsAlive && framing.End != BodyEnd.Close;
            _body = new Http1Body(this, _buffer, framing);
            return new UpstreamAnswer(answered.Status, answered.Headers, _body, this);
        }
        catch (Exception fault) when (IsBreak(fault))
        {
            var unread = fault is EndOfStreamException && _taken is { } before && TakenByUpstream() == before;
            Abort();
            cancellation.ThrowIfCancellationRequested();
            throw unread ? new UnreadRequestException() : new HttpRequestException(HttpRequestError.ResponseEnded, "the connection broke before the answer", fault);
        }
        catch
        {
            Abort();
            throw;
        }
    }

    /// <summary>
    /// Sends while the answer is already awaited. A break is not told here: an upstream that refuses a long request answers first and closes then,
    /// and only the reading side sees whether it did.
    /// </summary>
    async Task SendAsync(Http1Request request)
    {
        try
        {
            await request.WriteAsync(WriteAsync);
            _sent = true;
        }
        catch (Exception fault) when (IsBreak(fault))
        {
            _sent = false;
        }
    }

    async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (tls is not null)
        {
            await tls.WriteAsync(bytes);
            return;
        }

        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
    }

    /// <inheritdoc/>
    public ValueTask<int> ReceiveAsync(Memory<byte> room) => tls is null ? socket.ReceiveAsync(room, SocketFlags.None) : tls.ReadAsync(room);

    /// <inheritdoc/>
    public long Now => _pool!.Now;

    /// <inheritdoc/>
    public TimeSpan Since(long timestamp) => _pool!.Since(timestamp);

    /// <summary>Whether an exception says that the connection is gone, by the other side's doing or by ours.</summary>
    public static bool IsBreak(Exception fault) => fault is IOException or SocketException or ObjectDisposedException or InvalidOperationException;

    /// <summary>
    /// How many bytes of ours the upstream's system has taken in, ever; null where our own does not say. A close that comes while this stands still
    /// was sent before any of the request arrived: whatever the upstream had taken, its close would have acknowledged. A reset says no such thing.
    /// </summary>
    long? TakenByUpstream()
    {
        const int Tcp = 6, TcpInfo = 11, BytesAcked = 120;
        if (!OperatingSystem.IsLinux())
            return null;
        Span<byte> info = stackalloc byte[BytesAcked + sizeof(long)];
        try
        {
            return socket.GetRawSocketOption(Tcp, TcpInfo, info) == info.Length ? MemoryMarshal.Read<long>(info[BytesAcked..]) : null;
        }
        catch (Exception unknown) when (unknown is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Whether bytes have come that belong to no answer. TLS may hold some that neither we nor the socket would show, if the last receive was full.</summary>
    bool HasMore => !_buffer.Raw.IsEmpty || (tls is not null && _buffer.Filled);

    /// <inheritdoc/>
    public void Release()
    {
        if (_body is not { Ended: true, Pending: false } || !_keepsAlive || !_sent || !_sending.IsCompleted || HasMore)
        {
            Abort();
            return;
        }

        _buffer.Consume(_buffer.BodyLength);
        _buffer.Rest();
        Freed = _pool!.Now;
        _pool.Return(this);
    }

    /// <summary>
    /// Ends with a reset: an upstream that still generates hears of it with its next write at the latest, and no local port waits a minute for
    /// segments that nobody wants (TIME_WAIT).
    /// </summary>
    public void Abort()
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It is closed already: that was the aim.
        }

        Close();
    }

    /// <summary>Ends in peace: nothing is under way.</summary>
    public void Close()
    {
        socket.Dispose();
        tls?.Dispose();
    }
}
