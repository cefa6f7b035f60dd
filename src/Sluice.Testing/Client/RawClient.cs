using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Sluice.Testing;

/// <summary>
/// An HTTP/1.x client on a bare socket that sends any bytes and stamps every read of the answer. It reads only while an answer is waited
/// for, so a test can also be the client that never reads, reads slowly, leaves after k events, or resets.
/// </summary>
/// <remarks>
/// Once a wait has begun, reading goes on in the background until the answer ends: stamps do not depend on the test's own pace.
/// </remarks>
public sealed class RawClient : IAsyncDisposable
{
    readonly Socket _socket;
    readonly RawClientOptions _options;
    readonly Pulse _pulse = new();
    readonly string _host;
    Stream _stream;
    Task _reading = Task.CompletedTask;
    RecordedResponse? _readingFor;
    ResponseParser? _parser;
    (TimeSpan At, byte[] Bytes)? _surplus;
    volatile bool _paused;
    volatile bool _left;

    RawClient(Socket socket, string host, RawClientOptions options)
    {
        (_socket, _host, _options) = (socket, host, options);
        _stream = new NetworkStream(socket);
    }

    /// <summary>The newest answer; null before the first request.</summary>
    public RecordedResponse? Response { get; private set; }

    /// <summary>This side's address and port.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Connects to the address; an https one begins with a TLS handshake.</summary>
    /// <exception cref="SocketException">Nothing listens there.</exception>
    /// <exception cref="TimeoutException">It took longer than the limit.</exception>
    public static async Task<RawClient> ConnectAsync(Uri address, RawClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        // Before the connection: the window's size is settled with it.
        if (options.ReceiveBuffer is { } size)
            socket.ReceiveBufferSize = size;
        try
        {
            await socket.ConnectAsync(address.Host, address.Port).Within($"a connection to {address}", options.Limit);
            var client = new RawClient(socket, options.ServerName ?? address.Authority, options);
            if (address.Scheme == Uri.UriSchemeHttps)
                await client.StartTlsAsync(options.ServerName ?? address.Host);
            return client;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects, sends the request and reads the whole answer.</summary>
    public static async Task<RecordedResponse> ExchangeAsync(Uri address, RawRequest request, RawClientOptions? options = null)
    {
        await using var client = await ConnectAsync(address, options);
        await client.SendAsync(request);
        return await client.ReadToEndAsync();
    }

    /// <summary>Begins TLS on the open connection, such as inside a tunnel that CONNECT has opened.</summary>
    /// <param name="serverName">The name asked for.</param>
    /// <exception cref="System.Security.Authentication.AuthenticationException">
    /// The certificate is not the trusted one, or the handshake failed.
    /// </exception>
    public async Task StartTlsAsync(string serverName)
    {
        var tls = new SslStream(_stream);
        _stream = tls;
        var handshake = tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = serverName,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                _options.Trusted is null || TlsTrust.Accepts(_options.Trusted, certificate, errors),
        });
        await handshake.Within($"the TLS handshake with {serverName}", _options.Limit);
    }

    /// <summary>Sends the request and makes its answer the current one. Does not read.</summary>
    public Task SendAsync(RawRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SendAsync(request.ToBytes(_host), request.Method);
    }

    /// <summary>Sends any bytes as a request of their own and makes its answer the current one. Does not read.</summary>
    /// <param name="request">The bytes.</param>
    /// <param name="method">The method they name, as HEAD and CONNECT change how an answer ends. Default: read from the bytes.</param>
    public async Task SendAsync(ReadOnlyMemory<byte> request, string? method = null)
    {
        NextResponse(method ?? Encoding.Latin1.GetString(request.Span).Split(' ', 2)[0]);
        await SendMoreAsync(request);
    }

    /// <summary>Sends further bytes of a request that <see cref="SendAsync(ReadOnlyMemory{byte}, string?)"/> has begun.</summary>
    public Task SendMoreAsync(ReadOnlyMemory<byte> bytes) =>
        _stream.WriteAsync(bytes).AsTask().Within("the peer to take the request", _options.Limit);

    /// <summary>Makes the next answer on the connection the current one, where several requests were sent in one piece.</summary>
    public RecordedResponse NextResponse(string method = "GET")
    {
        if (Response is { Ending: null })
            throw new InvalidOperationException("The current answer has not ended: read it to its end first.");
        Response = new(_options.Time.Stamp(), _options.KeepBytes, _options.Decompress);
        _parser = new(method, Response);
        return Response;
    }

    /// <summary>Reads until the head has arrived.</summary>
    /// <exception cref="TimeoutException">It did not within the limit.</exception>
    /// <exception cref="IOException">The answer ended before.</exception>
    public async Task<ReceivedHead> ReadHeadAsync(TimeSpan? limit = null)
    {
        var response = StartReading();
        await _pulse.UntilAsync(() => response.Head is not null || response.Ending is not null)
            .Within("the head of the answer", limit ?? _options.Limit, response.ToString);
        return response.Head ?? throw new IOException($"The answer ended without a head: {response.Ending}.", response.Fault);
    }

    /// <summary>Reads until the next event has arrived; null once the answer has ended and no event is left.</summary>
    /// <exception cref="TimeoutException">Neither happened within the limit.</exception>
    public Task<ReceivedEvent?> ReadEventAsync(TimeSpan? limit = null) => StartReading().Stream.ReadEventAsync(limit ?? _options.Limit);

    /// <summary>Reads until that many events have arrived in all.</summary>
    /// <exception cref="TimeoutException">They did not within the limit, or the answer ended before.</exception>
    public Task ReadEventsAsync(int count, TimeSpan? limit = null) =>
        StartReading().Stream.WaitForEventsAsync(count, limit ?? _options.Limit);

    /// <summary>Reads to the end, whichever it is.</summary>
    /// <exception cref="TimeoutException">The next read took longer than the limit.</exception>
    public async Task<RecordedResponse> ReadToEndAsync(TimeSpan? limit = null)
    {
        var response = StartReading();
        // The limit is for each silence: an answer may be long as long as it goes on.
        for (var length = -1L; response.Ending is null; length = response.Stream.Length)
            await WaitForProgressAsync(response, length, limit ?? _options.Limit);
        return response;
    }

    /// <summary>Stops taking bytes off the socket. A read that is under way may still bring its bytes.</summary>
    public void StopReading() => _paused = true;

    /// <summary>Takes bytes off the socket again.</summary>
    public void ResumeReading()
    {
        _paused = false;
        _pulse.Beat();
    }

    /// <summary>Waits until the server closes a connection on which no answer is open, and says how it did.</summary>
    /// <exception cref="IOException">It sent something instead.</exception>
    public async Task<StreamEnding> ReadCloseAsync()
    {
        try
        {
            var length = await _stream.ReadAsync(new byte[1]).AsTask().Within("the server to close the connection", _options.Limit);
            return length == 0 ? StreamEnding.Complete : throw new IOException("The server sent a byte where it was expected to close.");
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            return StreamEnding.Reset;
        }
    }

    /// <summary>Closes the sending side only (FIN), as a client does that will send no more but still reads.</summary>
    public void CloseSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes the connection in order (FIN). The system sends a reset instead where received bytes are unread.</summary>
    public async Task CloseAsync()
    {
        Leave();
        SocketClose.InOrder(_socket);
        await _reading.Within("the reading to stop", _options.Limit);
    }

    /// <summary>Resets the connection (RST).</summary>
    public void Reset()
    {
        Leave();
        SocketClose.Abruptly(_socket);
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _stream.DisposeAsync();
    }

    void Leave()
    {
        _left = true;
        Response?.End(StreamEnding.Left, _options.Time.Stamp());
        ResumeReading();
    }

    async Task WaitForProgressAsync(RecordedResponse response, long length, TimeSpan limit) =>
        await _pulse.UntilAsync(() => response.Ending is not null || (response.Head is not null && response.Stream.Length != length))
            .Within("the next bytes of the answer", limit, response.ToString);

    RecordedResponse StartReading()
    {
        var response = Response ?? throw new InvalidOperationException("Nothing was sent: call SendAsync first.");
        if (_readingFor != response)
        {
            _readingFor = response;
            _reading = ReadAsync(_reading, response, _parser!);
        }
        return response;
    }

    async Task ReadAsync(Task previous, RecordedResponse response, ResponseParser parser)
    {
        await previous;
        var buffer = new byte[_options.ReadSize];
        try
        {
            if (_surplus is var (at, bytes))
                Take(response, parser, at, bytes);
            while (!parser.Done)
            {
                await _pulse.UntilAsync(() => !_paused);
                var length = await _stream.ReadAsync(buffer);
                if (length == 0)
                {
                    response.End(parser.MayClose ? StreamEnding.Complete : StreamEnding.Incomplete, _options.Time.Stamp());
                    break;
                }
                Take(response, parser, _options.Time.Stamp(), buffer.AsSpan(0, length));
            }
        }
        catch (Exception e)
        {
            var ending = _left ? StreamEnding.Left : e is IOException or SocketException ? StreamEnding.Reset : StreamEnding.Malformed;
            response.End(ending, _options.Time.Stamp(), e);
        }
        _pulse.Beat();
    }

    void Take(RecordedResponse response, ResponseParser parser, TimeSpan at, ReadOnlySpan<byte> bytes)
    {
        response.NoteRead(at, bytes);
        var taken = parser.Take(at, bytes);
        _surplus = taken < bytes.Length ? (at, bytes[taken..].ToArray()) : null;
        if (parser.Done)
            response.End(StreamEnding.Complete, at);
        _pulse.Beat();
    }
}
