using System.Net;
using Sluice.Configuration;

namespace Sluice.Listeners;

/// <summary>The environment variables that make the usual runtimes go through the forward proxy and trust its authority.</summary>
internal static class RuntimeVariables
{
    const string NoProxy = "127.0.0.1,localhost,::1";

    static readonly string[] BundleNames = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"];

    /// <summary>Variables in the order in which they are best read.</summary>
    /// <param name="options">Where the proxy listens.</param>
    /// <param name="certificateFile">The authority alone: for runtimes that add it to what they trust anyway.</param>
    /// <param name="bundleFile">
    /// The authority among the public ones: for programs that trust this file and nothing else; null leaves them out.
    /// </param>
    public static IReadOnlyList<KeyValuePair<string, string>> For(ForwardProxyOptions options, string certificateFile, string? bundleFile)
    {
        var proxy = ProxyAddress(options);
        List<KeyValuePair<string, string>> variables =
        [
            new("HTTPS_PROXY", proxy),

            // wget and some others read the lower-case names only.
            new("https_proxy", proxy),
            new("NO_PROXY", NoProxy),
            new("no_proxy", NoProxy),

            // Node 24, and 22.21 or later, take the variables above only when told to.
            new("NODE_USE_ENV_PROXY", "1"),
            new("NODE_EXTRA_CA_CERTS", certificateFile),
            new("DENO_CERT", certificateFile),
        ];
        if (bundleFile is not null)
            variables.AddRange(BundleNames.Select(n => KeyValuePair.Create(n, bundleFile)));
        return variables;
    }

    static string ProxyAddress(ForwardProxyOptions options)
    {
        // "Any address" is where to listen, not where to connect to.
        var address = options.Listen.Address.Address;
        if (address.Equals(IPAddress.Any))
            address = IPAddress.Loopback;
        else if (address.Equals(IPAddress.IPv6Any))
            address = IPAddress.IPv6Loopback;
        return $"{(options.Listen.Tls is null ? "http" : "https")}://{new IPEndPoint(address, options.Listen.Address.Port)}";
    }
}
