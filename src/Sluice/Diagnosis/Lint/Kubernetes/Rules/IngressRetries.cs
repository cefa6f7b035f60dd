using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class IngressRetries() : KubernetesRule(new RuleInfo
{
    Id = "GW1703",
    Product = Product.Kubernetes,
    Title = "the ingress controller repeats POST requests, and each repetition is paid for",
    Severity = Severity.Error,
    Flags = "proxy-next-upstream with non_idempotent in an annotation of an Ingress, or in the ConfigMap of the controller. Without that word nginx does not repeat POST.",
    Why = "When a pod fails or is too slow, the same prompt goes to the next pod (three tries by default) while the first may still generate.",
    Fix = "nginx.ingress.kubernetes.io/proxy-next-upstream: \"off\"",
    Changes = "A failure reaches the client, who knows whether to try again.",
    Evidence = [FailureModes.R01, FailureModes.R03, Sources.IngressNginx],
    Mechanical = true,
}, "Ingress", "ConfigMap")
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context)
    {
        if (subject.Kind == "ConfigMap")
        {
            if (IngressController.Setting(subject, "proxy-next-upstream") is { } setting && Repeats(setting))
                yield return At(setting.Span, "proxy-next-upstream holds non_idempotent for every Ingress of this controller: a prompt may be sent several times.") with { Severity = Severity.Warning, Fix = "proxy-next-upstream: \"off\"", Routes = [subject.Title], Edits = [Off(setting)] };
            yield break;
        }
        var ingress = new Ingress(subject);
        foreach (var prefix in new[] { Ingress.Community, Ingress.Inc })
        {
            if (ingress.Hint != StreamHint.No && subject.Annotation(prefix + "proxy-next-upstream") is { } annotation && Repeats(annotation))
                yield return At(annotation.Span, "proxy-next-upstream holds non_idempotent: a prompt may be sent to several pods.", ingress.Hint, ingress.Routes[0]) with { Fix = $"{annotation.Name}: \"off\"", Routes = ingress.Routes, Edits = [Off(annotation)] };
        }
    }

    static bool Repeats(ConfigNode setting) => setting.Argument(0).Split(' ').Contains("non_idempotent");

    static Text.TextEdit Off(ConfigNode setting) => Text.TextEdit.Replace(setting.Arguments[0].Span, "\"off\"");
}
