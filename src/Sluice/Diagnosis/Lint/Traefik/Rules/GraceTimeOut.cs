using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Traefik.Rules;

internal sealed class GraceTimeOut() : TraefikRule(new RuleInfo
{
    Id = "GW1606",
    Product = Product.Traefik,
    Title = "a stop of Traefik cuts the streams that run",
    Severity = Severity.Warning,
    Flags = "lifeCycle.graceTimeOut of an entry point, written or the default of 10 s, below the longest stream; where that is not known, below 5 minutes (info) or 60 s (warning). Entry points that only redirect, and those for metrics, ping and the dashboard, are not flagged.",
    Why = "When this time is over every request that is still open is closed, in the middle of an answer.",
    Fix = "transport:\n  lifeCycle:\n    graceTimeOut: 10m",
    Changes = "A stopping process stays until its last stream has ended or the time is over; what starts it has to wait that long before it kills.",
    Evidence = [Sources.TraefikTimeouts, FailureModes.D01],
    Mechanical = true,
})
{
    static readonly TimeSpan Default = TimeSpan.FromSeconds(10);

    public override IEnumerable<Finding> Check(TraefikConfiguration configuration, LintContext context)
    {
        foreach (var (entryPoint, document) in configuration.EntryPoints)
        {
            var setting = entryPoint.At("transport", "lifeCycle", "graceTimeOut");
            var limit = Default;
            if (setting is not null && !Durations.TryParse(setting.Text(), TimeSpan.FromSeconds(1), out limit))
                continue;
            var timer = new PathTimer(TimerKind.Drain, limit, "graceTimeOut", setting?.Span ?? entryPoint.NameWord.Span, Product.Traefik, setting is null) { Route = $"entry point {entryPoint.Name}" };
            foreach (var finding in TimerRule.Check(this, timer, context, configuration.Hint,
                value => $"transport:\n  lifeCycle:\n    graceTimeOut: {Durations.Show(value)}", snippet => Edit(entryPoint, setting, document, snippet[(snippet.LastIndexOf(' ') + 1)..])))
                yield return finding;
        }
    }

    static Text.TextEdit? Edit(ConfigNode entryPoint, ConfigNode? setting, TraefikDocument document, string value)
    {
        if (setting is not null)
            return document.Replace(setting, value);
        if (entryPoint.At("transport", "lifeCycle") is { } lifeCycle)
            return document.Add(lifeCycle, "graceTimeOut", value, $"\"{value}\"");
        return entryPoint.At("transport") is { } transport
            ? document.Add(transport, "lifeCycle", $"{{graceTimeOut: {value}}}", $"{{ graceTimeOut = \"{value}\" }}")
            : document.Add(entryPoint, "transport", $"{{lifeCycle: {{graceTimeOut: {value}}}}}", $"{{ lifeCycle = {{ graceTimeOut = \"{value}\" }} }}");
    }
}
