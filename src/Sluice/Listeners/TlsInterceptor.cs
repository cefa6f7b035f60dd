using System.IO.Pipelines;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace Sluice.Listeners;

/// <summary>Ends TLS inside a tunnel and hands the decrypted side on as an ordinary connection.</summary>
internal sealed class TlsInterceptor(IReadOnlyList<SslApplicationProtocol> protocols, DeadlineQueue handshakeClock, ILogger logger)
{
    /// <summary>What the transport takes before it makes writers wait: 64 KiB.</summary>
    const int BatchLimit = 64 * 1024;

    public async Task RunAsync(
        ConnectionContext connection, SslStreamCertificateContext certificate, ForwardProxyFeature feature, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        var below = new DuplexPipeStream(transport);
        await using var tls = new SslStream(below, leaveInnerStreamOpen: true);
        if (!await HandshakeAsync(tls, connection, certificate, feature))
            return;

        feature.ServerName = tls.TargetHostName is { Length: > 0 } name ? name : null;
        feature.IsIntercepted = true;
        new TlsFeature(tls).Attach(connection.Features);

        // From here on a pipe writes, and it flushes behind the records of each write.
        below.BatchLimit = BatchLimit;
        var decrypted = new DecryptedTransport(tls, connection.Features.Get<IMemoryPoolFeature>()?.MemoryPool);
        connection.Transport = decrypted;
        try
        {
            await next(connection);
        }
        finally
        {
            // The pipes first: they may still be writing to the stream that is disposed after them.
            (below.IsClosing, below.BatchLimit) = (true, 0);
            await EndAsync(decrypted, tls, connection);
            connection.Transport = transport;
        }
    }

    async Task<bool> HandshakeAsync(
        SslStream tls, ConnectionContext connection, SslStreamCertificateContext certificate, ForwardProxyFeature feature)
    {
        // Not linked to ConnectionClosed: a client that refuses our certificate says so in its last bytes, and they must be read first.
        using var cancellation = new CancellationTokenSource();
        using var deadline = handshakeClock.Start(cancellation.Cancel);
        try
        {
            var options = new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate,
                ApplicationProtocols = [.. protocols],
            };
            await tls.AuthenticateAsServerAsync(options, cancellation.Token);
            return true;
        }
        catch (OperationCanceledException) when (deadline.Expired)
        {
            logger.HandshakeTimedOut(connection.ConnectionId, feature.Host, handshakeClock.Limit);
        }
        catch (System.Security.Authentication.AuthenticationException e)
        {
            logger.HandshakeRefused(connection.ConnectionId, feature.Host, connection.RemoteEndPoint, e.GetBaseException().Message);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            logger.HandshakeAbandoned(connection.ConnectionId, feature.Host, connection.RemoteEndPoint, e.Message.TrimEnd('.'));
        }

        return false;
    }

    async Task EndAsync(DecryptedTransport decrypted, SslStream tls, ConnectionContext connection)
    {
        try
        {
            await decrypted.Input.CompleteAsync();
            await decrypted.Output.CompleteAsync();

            // Tells an answer that ends with its connection (HTTP/1.0) from one that was cut.
            await tls.ShutdownAsync();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            logger.ClientLeft(connection.ConnectionId, "TLS shutdown", e.Message);
        }
    }

    /// <summary>
    /// Pipes over the TLS stream. Each flush of the application becomes TLS records and is sent before it returns; a reader that waits
    /// holds no buffer, for most connections wait most of the time.
    /// </summary>
    sealed class DecryptedTransport(SslStream tls, System.Buffers.MemoryPool<byte>? pool) : IDuplexPipe
    {
        public PipeReader Input { get; } =
            PipeReader.Create(tls, new StreamPipeReaderOptions(pool, leaveOpen: true, useZeroByteReads: true));

        public PipeWriter Output { get; } = PipeWriter.Create(tls, new StreamPipeWriterOptions(pool, leaveOpen: true));
    }
}
