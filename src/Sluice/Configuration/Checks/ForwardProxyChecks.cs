namespace Sluice.Configuration.Checks;

/// <summary>Whether the forward proxy is safe to open, and its files belong together.</summary>
internal static class ForwardProxyChecks
{
    const string Open =
        "the forward proxy asks for no key: listen on a loopback address such as 127.0.0.1:3128, or say allow_remote: true";

    public static void Run(GatewayOptions options, Reading reading)
    {
        if (options.ForwardProxy is not { } proxy)
            return;
        if (!proxy.AllowRemote && !reading.HasFailed("forward_proxy.allow_remote"))
            AddressChecks.Local(proxy.Listen, "forward_proxy.listen", Open, reading);
        var hosts = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var sound = !reading.HasFailed("forward_proxy.inference_hosts");
        for (var i = 0; i < proxy.InferenceHosts.Count && sound; i++)
        {
            if (!hosts.Add(proxy.InferenceHosts[i]))
                reading.Error($"forward_proxy.inference_hosts[{i}]", "this host is in the list twice: remove one of the two");
        }
        Authority(proxy, reading);
        if (proxy.PolicyFile is { } policy && !File.Exists(policy))
            reading.Warning("forward_proxy.policy", $"the file {reading.ShownFile("forward_proxy.policy", policy)} does not exist: "
                + "as long as it does not, all traffic but that to inference_hosts is denied");
    }

    static void Authority(ForwardProxyOptions proxy, Reading reading)
    {
        var (certificate, key) = (File.Exists(proxy.CaCertificateFile), File.Exists(proxy.CaKeyFile));
        if (certificate == key || reading.HasFailed("forward_proxy.ca"))
            return;
        var (there, missing) = certificate ? ("certificate", "key") : ("key", "certificate");
        reading.Error($"forward_proxy.ca.{missing}", $"the authority's {there} {Shown(there)} exists and its {missing} {Shown(missing)} "
            + $"does not: bring back the {missing}, or remove the {there} so that both are made anew");

        string Shown(string key) => reading.ShownFile($"forward_proxy.ca.{key}", key == "key" ? proxy.CaKeyFile : proxy.CaCertificateFile);
    }
}
