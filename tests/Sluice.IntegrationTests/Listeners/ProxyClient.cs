using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.IntegrationTests.Listeners;

internal static class ProxyClient
{
    /// <summary>An HttpClient that goes through the proxy and trusts the application's authority only.</summary>
    public static HttpClient Create(ProxyApp app, Version version) => new(Handler(app, new WebProxy($"http://{app.Proxy}")))
    {
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        BaseAddress = new Uri($"https://{ProxyApp.Host}/"),
        Timeout = Until.Patience,
    };

    public static SocketsHttpHandler Handler(ProxyApp app, IWebProxy? proxy)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(app.Authority.Certificate);
        return new SocketsHttpHandler
        {
            Proxy = proxy,
            UseProxy = proxy is not null,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        };
    }
}
