using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Harness;

/// <summary>A certificate on disk for a gateway that speaks TLS, and the HTTP/2 clients that trust it.</summary>
sealed class TlsFiles : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sluice-tls-").FullName;
    readonly string _thumbprint;

    public TlsFiles()
    {
        using var certificate = TestCertificate.Create();
        _thumbprint = certificate.GetCertHashString();
        File.WriteAllText(Path.Combine(_folder, "cert.pem"), certificate.ExportCertificatePem());
        using var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(certificate)!;
        File.WriteAllText(Path.Combine(_folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The configuration that makes every listener speak TLS.</summary>
    public string Yaml => $"tls: {{ cert: {_folder}/cert.pem, key: {_folder}/key.pem }}";

    /// <summary>A client that speaks HTTP/2 only.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == _thumbprint },
    })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>The same request for such a client.</summary>
    public HttpRequestMessage Request(Uri address, RawRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(new UriBuilder("https", "127.0.0.1", address.Port).Uri, request.Target))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ReadOnlyMemoryContent(request.Body),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in request.Headers.Where(h => h.Name != "content-type"))
            message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    /// <summary>Reads a body to its end, or to its fault.</summary>
    public static async Task<(string Text, Exception? Fault)> ReadAsync(HttpResponseMessage answer)
    {
        var text = new MemoryStream();
        var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[4096];
        try
        {
            while (await body.ReadAsync(buffer).AsTask().Within("the next bytes of the answer") is > 0 and var length)
                text.Write(buffer, 0, length);
            return (Encoding.UTF8.GetString(text.ToArray()), null);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            return (Encoding.UTF8.GetString(text.ToArray()), fault);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
