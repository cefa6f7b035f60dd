using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Listeners;

/// <summary>
/// The authority that signs the certificates under which intercepted hosts are served. Clients in the sandbox trust its certificate;
/// its key never leaves this process and the file it came from.
/// </summary>
public sealed class CertificateAuthority
{
    const string Subject = "CN=Sluice CA, O=Sluice";
    const int Years = 10;

    static readonly TimeSpan ExpiryNotice = TimeSpan.FromDays(30);

    readonly Lock _signing = new();
    readonly AsymmetricAlgorithm _key;
    readonly X509SignatureGenerator _signer;

    internal CertificateAuthority(X509Certificate2 certificate, AsymmetricAlgorithm key, X509Certificate2Collection issuers)
    {
        Certificate = certificate;
        Issuers = issuers;
        _key = key;
        _signer = key is RSA rsa
            ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
            : X509SignatureGenerator.CreateForECDsa((ECDsa)key);
    }

    /// <summary>What clients must trust; without the private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Where the certificate is, as a full path; null for an authority that lives in memory only.</summary>
    public string? CertificateFile { get; private init; }

    /// <summary>Where the key is, as a full path; null for an authority that lives in memory only.</summary>
    public string? KeyFile { get; private init; }

    /// <summary>Whether this call made the authority, so that no client can trust it yet.</summary>
    public bool IsNew { get; private init; }

    /// <summary>What is not right but does not stop the authority from working: a key that others may read, a near expiry.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>SHA-256 over the certificate, as upper-case pairs with colons: the form that browsers and openssl show.</summary>
    public string Fingerprint => string.Join(':', Certificate.GetCertHash(HashAlgorithmName.SHA256).Select(b => b.ToString("X2")));

    /// <summary>
    /// Certificates above this one that were in the same file: sent along, so that a client which trusts the root only is served too.
    /// </summary>
    internal X509Certificate2Collection Issuers { get; }


    /// <summary>Makes an authority that lives in memory only: P-256, valid from a day ago for ten years.</summary>
    public static CertificateAuthority Create(TimeProvider time)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName(Subject), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        const X509KeyUsageFlags Usage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;
        request.CertificateExtensions.Add(new X509KeyUsageExtension(Usage, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));

        // A day back: a sandbox whose clock is behind ours must not find a certificate from the future.
        var now = time.GetUtcNow();
        using var withKey = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));
        return new CertificateAuthority(X509CertificateLoader.LoadCertificate(withKey.RawData), key, []);
    }

    /// <summary>
    /// Loads the authority from its two PEM files, or makes both where neither exists; the key is then readable by its owner only.
    /// Safe against another process that does the same at the same time: both end with the same authority.
    /// </summary>
    /// <exception cref="CertificateAuthorityException">
    /// One file is missing or unreadable, the two do not belong together, or the certificate is not a valid authority now.
    /// </exception>
    public static async Task<CertificateAuthority> LoadOrCreateAsync(
        string certificateFile, string keyFile, TimeProvider time, CancellationToken cancellationToken = default)
    {
        var files = new AuthorityFiles(Path.GetFullPath(certificateFile), Path.GetFullPath(keyFile));
        var isNew = false;
        if (!files.AreThere)
        {
            var made = Create(time);
            isNew = await files.PublishAsync(made.Certificate.ExportCertificatePem(), made.ExportKey(), time, cancellationToken);
        }

        var loaded = await files.LoadAsync(cancellationToken);
        return new CertificateAuthority(loaded.Certificate, loaded.Key, loaded.Issuers)
        {
            CertificateFile = files.Certificate,
            KeyFile = files.Key,
            IsNew = isNew,
            Warnings = [.. files.FindKeyExposure(), .. CheckValidity(loaded.Certificate, files.Certificate, time.GetUtcNow())],
        };
    }

    static IEnumerable<string> CheckValidity(X509Certificate2 certificate, string file, DateTimeOffset now)
    {
        DateTimeOffset from = certificate.NotBefore.ToUniversalTime(), until = certificate.NotAfter.ToUniversalTime();
        if (now >= until)
            throw new CertificateAuthorityException(
                $"{file}: the authority expired on {until:yyyy-MM-dd HH:mm}Z. "
                + "Move it and its key away to have a new one made, then let clients trust that one (sluice ca).");
        if (now < from)
            throw new CertificateAuthorityException(
                $"{file}: the authority is not valid before {from:yyyy-MM-dd HH:mm}Z, "
                + $"and the clock here says {now:yyyy-MM-dd HH:mm}Z. Check the clock.");
        return until - now < ExpiryNotice
            ? [$"{file}: the authority expires on {until:yyyy-MM-dd}. Plan its replacement: every client must trust the new one."]
            : [];
    }

    /// <summary>Signs a leaf; the result has no private key.</summary>
    internal X509Certificate2 Sign(CertificateRequest request, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        // Key objects promise no thread safety, and leaves for different hosts are made side by side.
        lock (_signing)
            return request.Create(Certificate.SubjectName, _signer, notBefore, notAfter, RandomNumberGenerator.GetBytes(16));
    }

    string ExportKey() => ((ECDsa)_key).ExportPkcs8PrivateKeyPem();
}
