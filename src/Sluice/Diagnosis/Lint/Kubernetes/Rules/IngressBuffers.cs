namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class IngressBuffers() : KubernetesRule(new RuleInfo
{
    Id = "GW1701",
    Product = Product.Kubernetes,
    Title = "the ingress controller buffers the answers of this Ingress",
    Severity = Severity.Error,
    Flags = "nginx.ingress.kubernetes.io/proxy-buffering \"on\", or an Ingress of the controller of NGINX Inc. (nginx.org annotations) without nginx.org/proxy-buffering \"False\". ingress-nginx does not buffer by default, and an Ingress that says nothing is not flagged; what its ConfigMap says is GW1704.",
    Why = "Tokens wait in nginx's buffers: bursts of one 4 KiB page or, over TLS, of ssl_buffer_size, and the headers wait for the first burst.",
    Fix = "nginx.ingress.kubernetes.io/proxy-buffering: \"off\"",
    Changes = "Each read from the upstream is sent at once. Slow clients occupy upstream connections.",
    Evidence = [FailureModes.B01, FailureModes.B02, Sources.IngressNginx, Sources.NginxInc],
    Mechanical = true,
}, "Ingress")
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context)
    {
        var ingress = new Ingress(subject);
        if (ingress.Hint == StreamHint.No || (!ingress.IsInc && !ingress.IsCommunity))
            yield break;
        var (name, off) = ingress.IsInc ? (Ingress.Inc + "proxy-buffering", "False") : (Ingress.Community + "proxy-buffering", "off");
        var annotation = subject.Annotation(name);
        var value = annotation?.Arguments[0].Value;
        if (ingress.IsInc ? off.Equals(value, StringComparison.OrdinalIgnoreCase) : value != "on")
            yield break;
        var state = annotation is null ? "buffers by default, and nothing here switches it off" : $"has {name} \"{value}\"";
        yield return At(annotation?.Span ?? subject.Head, $"{subject.Title} {state}: answers come in bursts, headers with the first of them.", ingress.Hint, ingress.Routes[0]) with
        {
            Fix = $"{name}: \"{off}\"",
            Routes = ingress.Routes,
            Edits = subject.SetAnnotation(name, off) is { } edit ? [edit] : [],
        };
    }
}
