using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class StreamProxyTimeout() : NginxRule(new RuleInfo
{
    Id = "GW1016",
    Product = Product.Nginx,
    Title = "the TCP proxy of nginx cuts connections that are silent for too long",
    Severity = Severity.Error,
    Flags = "proxy_timeout in a stream block with proxy_pass, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning). The default of 10 minutes passes.",
    Why = "The clock runs between two reads or writes on either side; a model that thinks for longer loses its connection.",
    Fix = "proxy_timeout 10m;",
    Changes = "Silent connections live longer, dead ones are noticed later.",
    Evidence = [FailureModes.T01, Sources.NginxStreamModule],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxConfiguration configuration, LintContext context)
    {
        foreach (var pass in configuration.StreamServers)
        {
            var directive = pass.Ancestors().Select(scope => scope.Last("proxy_timeout")).FirstOrDefault(node => node is not null);
            var limit = TimeSpan.FromMinutes(10);
            if (directive is not null && !Durations.TryParse(directive.ArgumentText, TimeSpan.FromSeconds(1), out limit))
                continue;
            var timer = new PathTimer(TimerKind.Idle, limit, "proxy_timeout", (directive ?? pass).Head, Product.Nginx, directive is null) { Route = $"stream > {pass}" };
            foreach (var finding in TimerRule.Check(this, timer, context, StreamHints.Of(null, pass.Argument(0)), value => $"proxy_timeout {Durations.Show(value)};", Edit(directive)))
                yield return finding;
        }
    }

    static Func<string, TextEdit?> Edit(ConfigNode? directive) => snippet => directive is null ? null : TextEdit.Replace(directive.Span, snippet);
}
