using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Kubernetes;

/// <summary>Attributes of a load balancer in one annotation: <c>idle_timeout.timeout_seconds=60,routing.http2.enabled=true</c>.</summary>
internal static class AwsAttributes
{
    public static IEnumerable<Finding> Check(LintRule rule, KubernetesObject subject, LintContext context, TimerKind kind, string annotation, string attribute, TimeSpan otherwise)
    {
        var ingress = new Ingress(subject);
        if (!ingress.IsAlb || ingress.Hint == StreamHint.No)
            return [];
        var name = Ingress.Alb + annotation;
        var written = subject.Annotation(name);
        var attributes = (written?.Argument(0) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToList();
        var value = attributes.LastOrDefault(pair => pair[0] == attribute && pair.Length == 2)?[1];
        var limit = otherwise;
        if (value is not null && !Durations.TryParse(value, TimeSpan.FromSeconds(1), out limit))
            return [];
        var timer = new PathTimer(kind, limit, attribute, written is not null && value is not null ? written.Span : subject.Head, Product.Kubernetes, value is null) { Route = ingress.Routes[0] };
        return TimerRule.Check(rule, timer, context, ingress.Hint,
            time => string.Join(',', attributes.Where(pair => pair[0] != attribute).Select(pair => string.Join('=', pair)).Append($"{attribute}={time.TotalSeconds:0}")),
            text => subject.SetAnnotation(name, text))
            .Select(finding => finding with { Fix = $"{name}: {finding.Fix}", Routes = ingress.Routes });
    }
}
