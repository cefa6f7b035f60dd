using System.Security.Cryptography.X509Certificates;
using Sluice.Listeners;

namespace Sluice.Tests.Listeners;

internal static class LeafChecks
{
    /// <summary>Fails unless a client that trusts the authority, and nothing else, accepts the certificate at that time.</summary>
    public static void MustBeTrusted(X509Certificate2 leaf, CertificateAuthority authority, DateTimeOffset at)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1"));
        Assert.True(chain.Build(leaf), string.Join(' ', chain.ChainStatus.Select(s => s.StatusInformation)));
    }
}
