namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class ControllerBuffers() : KubernetesRule(new RuleInfo
{
    Id = "GW1704",
    Product = Product.Kubernetes,
    Title = "the ingress controller buffers the answers of every Ingress",
    Severity = Severity.Error,
    Flags = "proxy-buffering \"on\" (\"True\" for NGINX Inc.) in the ConfigMap of an nginx ingress controller. With compression on (use-gzip) and text/event-stream among gzip-types the effect is worse, and the message says so; without buffering compressed events are flushed one by one.",
    Why = "Tokens wait in nginx's buffers; compressed, they wait for the end of the answer.",
    Fix = "proxy-buffering: \"off\"",
    Changes = "Each read from an upstream is sent at once. An Ingress that serves large files to slow clients can switch it on for itself.",
    Evidence = [FailureModes.B01, FailureModes.B02, Measurements.NginxGzip, Sources.IngressNginx],
    Mechanical = true,
}, "ConfigMap")
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context)
    {
        if (IngressController.Setting(subject, "proxy-buffering") is not { } setting || setting.Argument(0) is not ("on" or "True" or "true"))
            yield break;
        var gzip = IngressController.Setting(subject, "use-gzip")?.Argument(0) == "true" && IngressController.Setting(subject, "gzip-types")?.Argument(0) is { } types
            && (types.Contains("text/event-stream", StringComparison.Ordinal) || types.Contains('*', StringComparison.Ordinal));
        var effect = gzip ? "clients that accept gzip get an answer when it is complete" : "answers come in bursts, headers with the first of them";
        var off = setting.Argument(0) == "on" ? "off" : "False";
        // Which Ingress carries streams is not known here.
        yield return At(setting.Span, $"proxy-buffering is on for every Ingress of this controller: {effect}.", StreamHint.Maybe, subject.Title) with
        {
            Fix = $"proxy-buffering: \"{off}\"",
            Edits = [Text.TextEdit.Replace(setting.Arguments[0].Span, $"\"{off}\"")],
        };
    }
}
