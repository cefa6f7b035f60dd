using System.Text.RegularExpressions;
using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed partial class SidecarDrain() : KubernetesRule(new RuleInfo
{
    Id = "GW1713",
    Product = Product.Kubernetes,
    Title = "the mesh sidecar dies before the streams that run through it",
    Severity = Severity.Warning,
    Flags = "Pods that ask for Istio's sidecar (sidecar.istio.io/inject \"true\" or a proxy.istio.io/config annotation) and are known to carry streams, when terminationDrainDuration there (5 s unless set) is below the longest stream; where that is not known, below 5 minutes (info) or 60 s (warning). Not flagged with EXIT_ON_ZERO_ACTIVE_CONNECTIONS.",
    Why = "On SIGTERM the sidecar drains for that long and exits; every stream through it is reset, however long the application would go on.",
    Fix = "proxy.istio.io/config: |\n  terminationDrainDuration: 600s",
    Changes = "The sidecar stays as long as the application may; terminationGracePeriodSeconds has to allow it. Native sidecars, where the mesh uses them, end after the application anyway.",
    Evidence = [FailureModes.D04, FailureModes.D01],
}, PodTemplate.Kinds)
{
    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context)
    {
        if (PodTemplate.Of(subject) is not { Hint: StreamHint.Yes } pods)
            return [];
        var config = pods.Metadata.At("annotations", "proxy.istio.io/config");
        var inject = pods.Metadata.At("labels", "sidecar.istio.io/inject") ?? pods.Metadata.At("annotations", "sidecar.istio.io/inject");
        if ((inject ?? config) is not { } asked || inject.Text() == "false" || config.Text() is { } text && text.Contains("EXIT_ON_ZERO_ACTIVE_CONNECTIONS", StringComparison.Ordinal))
            return [];
        var limit = TimeSpan.FromSeconds(5);
        var written = Duration().Match(config.Text() ?? "");
        if (written.Success && !Durations.TryParse(written.Groups["value"].Value, TimeSpan.FromSeconds(1), out limit))
            return [];
        var timer = new PathTimer(TimerKind.Drain, limit, "terminationDrainDuration", (written.Success ? config! : asked).NameWord.Span, Product.Kubernetes, !written.Success) { Route = subject.Title };
        return TimerRule.Check(this, timer, context, pods.Hint, value => $"proxy.istio.io/config: |\n  terminationDrainDuration: {value.TotalSeconds:0}s");
    }

    [GeneratedRegex(@"terminationDrainDuration[""']?\s*:\s*[""']?(?<value>[\w.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();
}
