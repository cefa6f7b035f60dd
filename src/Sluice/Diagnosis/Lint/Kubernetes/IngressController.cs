using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes;

/// <summary>The ConfigMap that configures an nginx ingress controller as a whole.</summary>
internal static class IngressController
{
    /// <summary>Keys that only such a ConfigMap has.</summary>
    static readonly string[] Telltales =
        ["proxy-buffering", "worker-shutdown-timeout", "proxy-read-timeout", "proxy-send-timeout", "use-gzip", "proxy-body-size", "allow-snippet-annotations", "proxy-next-upstream", "proxy-connect-timeout", "ssl-protocols"];

    /// <summary>A key of the ConfigMap; null where it is not there, or the ConfigMap is another program's.</summary>
    public static ConfigNode? Setting(KubernetesObject map, string key) =>
        IsController(map) && map.Node.At("data", key) is { IsBlock: false, Arguments.Count: > 0 } setting ? setting : null;

    /// <summary>ingress-nginx of the Kubernetes project, by its label or name.</summary>
    public static bool IsCommunity(KubernetesObject map) =>
        IsController(map) && (map.Name.Contains("ingress-nginx", StringComparison.Ordinal) || map.Node.Text("metadata", "labels", "app.kubernetes.io/name") == "ingress-nginx");

    public static TextEdit? Add(KubernetesObject map, string key, string value) => map.Node.At("data")?.Set(key, value);

    static bool IsController(KubernetesObject map) =>
        map.Name.Contains("nginx", StringComparison.Ordinal) && map.Node.Entries("data").Any(entry => Telltales.Contains(entry.Name));
}
