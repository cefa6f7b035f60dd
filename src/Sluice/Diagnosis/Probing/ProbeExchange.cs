using System.Net.Security;
using System.Net.Sockets;

namespace Sluice.Diagnosis.Probing;

/// <summary>One request and its answer on a connection of its own, so that no warm connection flatters a hop.</summary>
internal abstract class ProbeExchange(ProbeTarget target, Recorder recorder, TimeProvider time)
{
    long _opened = time.GetTimestamp();
    long _sent;

    /// <summary>Whether the request is on its way.</summary>
    public bool Began => _sent != 0;

    /// <summary>Whether a head has arrived.</summary>
    public bool HasHead { get; protected set; }

    /// <summary>Since the request was sent; before that, since the connection was begun.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(Began ? _sent : _opened);

    /// <summary>Runs it.</summary>
    public abstract Task<AnswerEnd> RunAsync(CancellationToken cancellationToken);

    /// <summary>From now on times count.</summary>
    protected void Sent() => _sent = time.GetTimestamp();

    /// <summary>Opens the connection and notes how long that took.</summary>
    protected async Task<Stream> ConnectAsync(SslApplicationProtocol protocol, CancellationToken cancellationToken)
    {
        var addresses = await System.Net.Dns.GetHostAddressesAsync(target.Url.IdnHost, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            _opened = time.GetTimestamp();
            await socket.ConnectAsync(addresses, target.Url.Port, cancellationToken);
            var connect = Elapsed;
            var plain = new NetworkStream(socket, ownsSocket: true);
            if (!target.Encrypted)
            {
                recorder.Connected(connect, TimeSpan.Zero, encrypted: false, null);
                return plain;
            }

            var tls = new SslStream(plain);
            await tls.AuthenticateAsClientAsync(Options(protocol), cancellationToken);
            recorder.Connected(connect, Elapsed - connect, encrypted: true, tls.RemoteCertificate?.Issuer);
            return tls;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    SslClientAuthenticationOptions Options(SslApplicationProtocol protocol)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = target.Url.IdnHost, ApplicationProtocols = [protocol] };
        if (target.Insecure)
            options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        return options;
    }
}
