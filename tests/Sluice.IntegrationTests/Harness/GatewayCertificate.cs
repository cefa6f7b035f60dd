using System.Net;
using System.Security.Cryptography.X509Certificates;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Harness;

/// <summary>A certificate on disk for a gateway's listeners, and a client that trusts it and nothing else.</summary>
sealed class GatewayCertificate : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sluice-cert-").FullName;
    readonly X509Certificate2 _certificate = TestCertificate.Create();

    public GatewayCertificate()
    {
        File.WriteAllText(Path.Combine(_folder, "cert.pem"), _certificate.ExportCertificatePem());
        using var key = _certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(_folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The top-level configuration that makes the API speak TLS.</summary>
    public string Yaml => $"tls: {{ cert: {_folder}/cert.pem, key: {_folder}/key.pem }}";

    /// <summary>Options of a raw client that trusts it.</summary>
    public RawClientOptions Trusting => new() { Trusted = _certificate };

    /// <summary>A client that speaks HTTP/2 and nothing else.</summary>
    public HttpClient Http2Client() => new(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == _certificate.GetCertHashString() },
    })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public void Dispose()
    {
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
