using System.Security.Cryptography.X509Certificates;
using Sluice.Testing;

namespace Sluice.LabTests.Running;

/// <summary>One certificate for all hops that speak TLS, as the files that products read.</summary>
internal sealed class LabCertificate : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sluice-lab-tls-").FullName;

    public LabCertificate()
    {
        using var certificate = TestCertificate.Create();
        using var key = certificate.GetECDsaPrivateKey()!;
        var (cert, secret) = (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
        (Certificate, Key, Both) = (Write("cert.pem", cert), Write("key.pem", secret), Write("both.pem", cert + secret));
        // Some hops drop their rights before they read it. Nobody but the lab trusts this key.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
    }

    /// <summary>The certificate.</summary>
    public string Certificate { get; }

    /// <summary>Its key.</summary>
    public string Key { get; }

    /// <summary>Both in one file.</summary>
    public string Both { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
