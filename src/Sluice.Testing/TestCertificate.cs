using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Testing;

/// <summary>Certificates for TLS on loopback.</summary>
public static class TestCertificate
{
    /// <summary>
    /// Makes a self-signed P-256 certificate with its key, valid from yesterday for 30 days, for these names and addresses.
    /// </summary>
    /// <param name="names">Host names or IP addresses. Default: <c>localhost</c> and <c>127.0.0.1</c>.</param>
    public static X509Certificate2 Create(params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Sluice test", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names is [] ? ["localhost", "127.0.0.1"] : names)
        {
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }
        request.CertificateExtensions.Add(alternatives.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }
}
