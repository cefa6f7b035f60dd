using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes;

/// <summary>All manifests of a run: which services carry streams, and which workloads stand behind them.</summary>
internal sealed class KubernetesCluster
{
    HashSet<(string Namespace, string Name)>? _streamServices;

    public KubernetesCluster(IEnumerable<ConfigNode> documents) =>
        Objects = [.. documents.SelectMany(Items).Where(node => node.Text("kind") is not null && node.Text("apiVersion") is not null).Select(node => new KubernetesObject(node, this))];

    public IReadOnlyList<KubernetesObject> Objects { get; }

    public IEnumerable<KubernetesObject> All(string kind) => Objects.Where(item => item.Kind == kind);

    /// <summary>Whether a route that is known to carry streams leads to this service.</summary>
    public bool IsStreamService(string @namespace, string name)
    {
        _streamServices ??= [.. Routes().Where(route => route.Hint == StreamHint.Yes).SelectMany(route => route.Services.Select(service => (route.Namespace, service)))];
        return _streamServices.Contains((@namespace, name));
    }

    /// <summary>The services whose selector takes in pods with these labels.</summary>
    public IEnumerable<KubernetesObject> ServicesOf(string @namespace, ConfigNode? labels) => All("Service").Where(service =>
        service.Namespace == @namespace && service.Node.Entries("spec", "selector").ToList() is { Count: > 0 } selector
        && selector.All(entry => labels.Text(entry.Name) is { } value && value == entry.Text()));

    IEnumerable<KubernetesRoute> Routes() =>
        All("Ingress").SelectMany(KubernetesRoute.OfIngress)
            .Concat(All("HTTPRoute").SelectMany(KubernetesRoute.OfGateway))
            .Concat(All("VirtualService").SelectMany(KubernetesRoute.OfMesh));

    static IEnumerable<ConfigNode> Items(ConfigNode document) =>
        document.Text("kind") is "List" or "IngressList" or "DeploymentList" ? document.Items("items") : [document];
}
