using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Traefik.Rules;

internal sealed class ResponseHeaderTimeout() : TraefikRule(new RuleInfo
{
    Id = "GW1607",
    Product = Product.Traefik,
    Title = "Traefik gives up on servers that think before they answer",
    Severity = Severity.Warning,
    Flags = "forwardingTimeouts.responseHeaderTimeout of a servers transport below 120 s (info) or 60 s (warning). 0, the default, is no limit.",
    Why = "Many servers send their headers with the first token. Until then this clock runs, and the client gets a 504 without a single token.",
    Fix = "responseHeaderTimeout: 5m",
    Changes = "Slow starts survive; a server that never answers is noticed later.",
    Evidence = [Sources.TraefikTimeouts, FailureModes.T02],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(TraefikConfiguration configuration, LintContext context)
    {
        foreach (var (transport, document) in configuration.ServersTransports)
        {
            if (transport.At("forwardingTimeouts", "responseHeaderTimeout") is not { } setting || !Durations.TryParse(setting.Text(), TimeSpan.FromSeconds(1), out var limit) || limit == default)
                continue;
            var name = transport.Is("serversTransport") ? "serversTransport" : $"serversTransport {transport.Name}";
            var timer = new PathTimer(TimerKind.FirstByte, limit, "responseHeaderTimeout", setting.Span, Product.Traefik) { Route = name };
            foreach (var finding in TimerRule.Check(this, timer, context, configuration.Hint, value => $"responseHeaderTimeout: {Durations.Show(value)}",
                snippet => document.Replace(setting, snippet[(snippet.LastIndexOf(' ') + 1)..])))
                yield return finding;
        }
    }
}
