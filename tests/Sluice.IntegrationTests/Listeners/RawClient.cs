using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sluice.IntegrationTests.Listeners;

/// <summary>A client that sends exactly the bytes it is told to, and tells a clean end from a reset.</summary>
internal sealed class RawClient : IDisposable
{
    RawClient(Socket socket) => (Socket, Stream) = (socket, new NetworkStream(socket, ownsSocket: false));

    public Socket Socket { get; }

    public NetworkStream Stream { get; }

    public static async Task<RawClient> ConnectAsync(IPEndPoint to)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(to);
        return new RawClient(socket);
    }

    /// <summary>Asks the proxy for a tunnel, expects to get it, and does the TLS handshake in it.</summary>
    public static async Task<(RawClient Raw, SslStream Tls)> TunnelAsync(
        ProxyApp app, string? serverName = null, params SslApplicationProtocol[] protocols)
    {
        var raw = await ConnectAsync(app.Proxy);
        await raw.SendAsync($"CONNECT {ProxyApp.Host}:443 HTTP/1.1\r\nHost: {ProxyApp.Host}:443\r\n\r\n");
        Assert.Equal("HTTP/1.1 200 Connection Established\r\n\r\n", await raw.ReadHeadAsync());
        return (raw, await raw.SecureAsync(raw.Stream, app, serverName, protocols));
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await Stream.WriteAsync(bytes);

    /// <summary>Reads up to the empty line and not further.</summary>
    public async Task<string> ReadHeadAsync(Stream? from = null)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var n = await (from ?? Stream).ReadAsync(one).AsTask().WaitAsync(Until.Patience);
            if (n == 0)
                throw new EndOfStreamException($"The connection ended after: {head}");
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>Reads until the other side ends the connection; a reset is an exception.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        await Stream.CopyToAsync(all).WaitAsync(Until.Patience);
        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>A handshake that trusts the application's authority and nothing else.</summary>
    public async Task<SslStream> SecureAsync(Stream below, ProxyApp app, string? serverName, params SslApplicationProtocol[] protocols)
    {
        var tls = new SslStream(below);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(app.Authority.Certificate);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = serverName ?? ProxyApp.Host,
            CertificateChainPolicy = policy,
            ApplicationProtocols = [.. protocols],
            RemoteCertificateValidationCallback = (_, _, _, problems) => (problems & ~AcceptableProblems(serverName)) == 0,
        });
        return tls;
    }

    // A test that sends a name of its own wants to be served under the name in CONNECT.
    static SslPolicyErrors AcceptableProblems(string? serverName) =>
        serverName is null ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateNameMismatch;

    public void Dispose()
    {
        Stream.Dispose();
        Socket.Dispose();
    }
}
