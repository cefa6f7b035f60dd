using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes;

/// <summary>One way into a cluster: a path of an Ingress, a rule of an HTTPRoute, a route of a VirtualService.</summary>
/// <param name="Node">The path, rule or route.</param>
/// <param name="Namespace">Of the object that it stands in.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Services">Where it leads.</param>
/// <param name="Hint">Whether it carries streams.</param>
internal sealed record KubernetesRoute(ConfigNode Node, string Namespace, string Name, IReadOnlyList<string> Services, StreamHint Hint)
{
    public static IEnumerable<KubernetesRoute> OfIngress(KubernetesObject ingress)
    {
        foreach (var rule in ingress.Node.Items("spec", "rules"))
        {
            var host = rule.Text("host");
            foreach (var path in rule.Items("http", "paths"))
                yield return Of(ingress, path, $"{host}{path.Text("path") ?? "/"}", path.Text("path"), host, [path.Text("backend", "service", "name") ?? path.Text("backend", "serviceName")]);
        }
        if ((ingress.Node.At("spec", "defaultBackend") ?? ingress.Node.At("spec", "backend")) is { } backend)
            yield return Of(ingress, backend, "default backend", null, null, [backend.Text("service", "name") ?? backend.Text("serviceName")]);
    }

    public static IEnumerable<KubernetesRoute> OfGateway(KubernetesObject route)
    {
        var host = route.Node.Items("spec", "hostnames").FirstOrDefault()?.Text();
        foreach (var rule in route.Node.Items("spec", "rules"))
        {
            var paths = rule.Items("matches").Select(match => match.Text("path", "value")).OfType<string>().ToList();
            yield return Of(route, rule, $"{host}{Join(paths)}", paths.Count > 0 ? Join(paths) : null, host, rule.Items("backendRefs").Select(backend => backend.Text("name")));
        }
    }

    public static IEnumerable<KubernetesRoute> OfMesh(KubernetesObject service)
    {
        var host = service.Node.Items("spec", "hosts").FirstOrDefault()?.Text();
        foreach (var http in service.Node.Items("spec", "http"))
        {
            var paths = http.Items("match").SelectMany(match => match.Entries("uri")).Select(match => match.Text()).OfType<string>().ToList();
            var destinations = http.Items("route").Select(route => route.Text("destination", "host")?.Split('.')[0]);
            yield return Of(service, http, http.Text("name") ?? $"{host}{Join(paths)}", paths.Count > 0 ? Join(paths) : null, host, destinations);
        }
    }

    static KubernetesRoute Of(KubernetesObject parent, ConfigNode node, string name, string? path, string? host, IEnumerable<string?> services)
    {
        var known = services.OfType<string>().Distinct().ToList();
        return new(node, parent.Namespace, $"{parent.Title} > {name}", known, StreamHints.Of(path, [host, parent.Name, .. known]));
    }

    static string Join(List<string> paths) => paths.Count == 0 ? "/" : string.Join(' ', paths);
}
