using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Listeners;

/// <summary>
/// Makes the certificate under which one intercepted host is served, strict enough for Python 3.13 and OpenSSL's strict mode.
/// </summary>
internal sealed class LeafIssuer(CertificateAuthority authority, TimeProvider time)
{
    /// <summary>
    /// Longest common name that X.509 allows; longer hosts stand in the alternative name only, which is all that clients look at.
    /// </summary>
    const int CommonNameLimit = 64;

    static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    static readonly TimeSpan Backdating = TimeSpan.FromDays(1);

    /// <param name="Context">Certificate and chain, ready for handshakes.</param>
    /// <param name="RenewAt">From here on a new connection should get a new leaf: two thirds of its life.</param>
    internal readonly record struct Leaf(SslStreamCertificateContext Context, DateTimeOffset RenewAt);

    public Leaf Issue(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = time.GetUtcNow();

        // No longer than its issuer on either side: strict clients refuse a leaf that outlives its authority.
        var notBefore = Later(now - Backdating, authority.Certificate.NotBefore);
        var notAfter = Earlier(now + Lifetime, authority.Certificate.NotAfter);

        using var signed = authority.Sign(Request(host, key), notBefore, notAfter);
        var certificate = Usable(signed.CopyWithPrivateKey(key));

        // Offline: building the chain must never fetch an issuer or a revocation list on a client's connection.
        var context = SslStreamCertificateContext.Create(certificate, [authority.Certificate, .. authority.Issuers], offline: true);
        return new Leaf(context, now + (notAfter - now) * 2 / 3);
    }

    CertificateRequest Request(string host, ECDsa key)
    {
        var name = new X500DistinguishedNameBuilder();
        if (host.Length <= CommonNameLimit)
            name.AddCommonName(host);
        else
            name.AddOrganizationName("Sluice");

        var alternative = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
            alternative.AddIpAddress(address);
        else
            alternative.AddDnsName(host);

        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(alternative.Build());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(IssuerKey());
        return request;
    }

    X509AuthorityKeyIdentifierExtension IssuerKey() =>
        authority.Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } identifier
            ? X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier)
            : X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
                authority.Certificate, includeKeyIdentifier: false, includeIssuerAndSerial: true);

    // Windows' TLS takes keys from a key store only; going through PKCS#12 puts the key into one.
    static X509Certificate2 Usable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null)
        : certificate;

    static DateTimeOffset Later(DateTimeOffset a, DateTime b) => a > b ? a : b;

    static DateTimeOffset Earlier(DateTimeOffset a, DateTime b) => a < b ? a : b;
}
