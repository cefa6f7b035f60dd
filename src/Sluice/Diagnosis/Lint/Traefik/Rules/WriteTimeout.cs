using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Traefik.Rules;

internal sealed class WriteTimeout() : TraefikRule(new RuleInfo
{
    Id = "GW1605",
    Product = Product.Traefik,
    Title = "Traefik cuts answers that take too long, however much they send",
    Severity = Severity.Error,
    Flags = "respondingTimeouts.writeTimeout of an entry point below the longest stream; where that is not known, below 10 minutes. 0, the default, switches it off, and nothing is flagged.",
    Why = "It is the time for the whole answer. A stream in full flow is cut, and no heartbeat helps.",
    Fix = "writeTimeout: 0",
    Changes = "Answers may take as long as they like. Clients that read nothing hold their connection.",
    Evidence = [Sources.TraefikTimeouts, FailureModes.T03],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(TraefikConfiguration configuration, LintContext context)
    {
        foreach (var (entryPoint, document) in configuration.EntryPoints)
        {
            if (entryPoint.At("transport", "respondingTimeouts", "writeTimeout") is not { } setting || !Durations.TryParse(setting.Text(), TimeSpan.FromSeconds(1), out var limit) || limit == default)
                continue;
            var timer = new PathTimer(TimerKind.Total, limit, "writeTimeout", setting.Span, Product.Traefik) { Route = $"entry point {entryPoint.Name}" };
            foreach (var finding in TimerRule.Check(this, timer, context, configuration.Hint, _ => "writeTimeout: 0", _ => document.Replace(setting, "0")))
                yield return finding;
        }
    }
}
