using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes;

/// <summary>An Ingress: who serves it, and which of its paths carry streams.</summary>
internal sealed class Ingress
{
    public const string Community = "nginx.ingress.kubernetes.io/";
    public const string Inc = "nginx.org/";
    public const string Alb = "alb.ingress.kubernetes.io/";
    public const string AppGateway = "appgw.ingress.kubernetes.io/";

    public Ingress(KubernetesObject manifest)
    {
        Object = manifest;
        Class = manifest.Node.Text("spec", "ingressClassName") ?? manifest.Annotation("kubernetes.io/ingress.class")?.Text() ?? "";
        var routes = KubernetesRoute.OfIngress(manifest).Where(route => route.Hint != StreamHint.No).ToList();
        Hint = routes.Count == 0 ? StreamHint.No : routes.Max(route => route.Hint);
        Routes = [.. routes.Where(route => route.Hint == Hint).Select(route => route.Name)];
    }

    public KubernetesObject Object { get; }

    public string Class { get; }

    /// <summary>The likeliest of its paths.</summary>
    public StreamHint Hint { get; }

    public IReadOnlyList<string> Routes { get; }

    /// <summary>Served by the controller of NGINX Inc., which buffers by default.</summary>
    public bool IsInc => Object.HasAnnotations(Inc) || Class == "nginx.org";

    /// <summary>Served by ingress-nginx of the Kubernetes project, which does not.</summary>
    public bool IsCommunity => !IsInc && (Object.HasAnnotations(Community) || Class.Contains("nginx", StringComparison.Ordinal));

    public bool IsAlb => Object.HasAnnotations(Alb) || Class == "alb";

    public bool IsAppGateway => Object.HasAnnotations(AppGateway) || Class.Contains("application-gateway", StringComparison.Ordinal);
}
