using Sluice.Configuration.Binding;

namespace Sluice.Configuration.Sections;

/// <summary>The forward proxy.</summary>
internal static class ForwardProxySection
{
    public static Section<ForwardProxyOptions> Keys { get; } = new Section<ForwardProxyOptions>(() => new ForwardProxyOptions())
        .Optional("listen", ListenValue.Proxy, (f, v) => f with { Listen = v })
        .Optional("allow_remote", Scalars.Boolean, (f, v) => f with { AllowRemote = v })
        .Part("ca", Authority, f => f, (_, v) => v)
        .Optional("inference_hosts", Hosts, (f, v) => f with { InferenceHosts = v })
        .Optional("policy", FileValue.Instance, (f, v) => f with { PolicyFile = v })
        .Hint("address", "listen").Hint("hosts", "inference_hosts").Hint("policy_file", "policy");

    static Section<ForwardProxyOptions> Authority => new Section<ForwardProxyOptions>(() => new ForwardProxyOptions())
        .Optional("certificate", FileValue.Instance, (f, v) => f with { CaCertificateFile = v })
        .Optional("key", FileValue.Instance, (f, v) => f with { CaKeyFile = v })
        .Hint("cert", "certificate").Hint("crt", "certificate");

    static Value<IReadOnlyList<string>> Hosts => new ListValue<string>(
        Scalars.Text("a host name such as inference.local", WrongHost), "a list of host names such as [ inference.local ]");

    static string? WrongHost(string host) => host.Contains("://", StringComparison.Ordinal) ? "it has a scheme: write the host only"
        : host.Contains(':') && !System.Net.IPAddress.TryParse(host, out _) ? "it has a port: write the host only, CONNECT goes to port 443"
        : host.Contains('*') ? "a pattern is not possible here: name each host"
        : Uri.CheckHostName(host) == UriHostNameType.Unknown ? "" : null;
}
