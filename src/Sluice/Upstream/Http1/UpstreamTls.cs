using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Upstream.Http1;

/// <summary>TLS towards an upstream: its own name in the handshake, HTTP/1.1 by ALPN, and a refused certificate told apart from everything else.</summary>
static class UpstreamTls
{
    /// <summary>Secures a connection.</summary>
    /// <param name="socket">The connection; closed with the stream.</param>
    /// <param name="name">The name that the certificate has to be for.</param>
    /// <param name="validation">Checks certificates in place of the system's rules; null for those.</param>
    /// <param name="cancellation">Ends the handshake.</param>
    /// <exception cref="HttpRequestException">The handshake failed; by a certificate where a <see cref="CertificateRefusedException"/> is inside.</exception>
    public static async Task<SslStream> SecureAsync(Socket socket, string name, RemoteCertificateValidationCallback? validation, CancellationToken cancellation)
    {
        string? refused = null;
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = name, ApplicationProtocols = [SslApplicationProtocol.Http11], RemoteCertificateValidationCallback = Check },
                cancellation);
            return tls;
        }
        catch (Exception broken) when (broken is AuthenticationException or IOException)
        {
            await tls.DisposeAsync();
            throw new HttpRequestException(
                HttpRequestError.SecureConnectionError, broken.Message, refused is null ? broken : new CertificateRefusedException(refused));
        }

        bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            var trusted = validation?.Invoke(sender, certificate, chain, errors) ?? errors == SslPolicyErrors.None;
            refused = trusted ? null : Reason(chain, errors);
            return trusted;
        }
    }

    static string Reason(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "it showed no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return "its certificate is for another name";
        var found = string.Join(", ", chain?.ChainStatus.Select(status => status.Status).Distinct() ?? []);
        return "its certificate is not trusted" + (found.Length > 0 ? $" ({found})" : "");
    }
}

/// <summary>An upstream's certificate was not accepted; the message says why, and names nobody.</summary>
sealed class CertificateRefusedException(string reason) : AuthenticationException(reason);
