using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Testing;

/// <summary>Decides on a server's certificate where a test trusts one certificate or authority only.</summary>
internal static class TlsTrust
{
    public static bool Accepts(X509Certificate2 trusted, X509Certificate? certificate, SslPolicyErrors errors)
    {
        // A wrong name stays wrong whoever signed it.
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(leaf);
    }
}
