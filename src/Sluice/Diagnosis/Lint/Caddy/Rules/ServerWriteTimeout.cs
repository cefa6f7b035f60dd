using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Caddy.Rules;

internal sealed class ServerWriteTimeout() : CaddyRule(new RuleInfo
{
    Id = "GW1206",
    Product = Product.Caddy,
    Title = "Caddy cuts answers that take too long, however much they send",
    Severity = Severity.Error,
    Flags = "write in the timeouts of the servers option (write_timeout of a server in JSON) below the longest stream; where that is not known, below 10 minutes. Caddy's default is no limit.",
    Why = "It is the time for the whole answer, counted from the request. A stream in full flow is cut, and no heartbeat helps.",
    Fix = "write 15m",
    Changes = "Streams up to this length survive. Clients that read nothing hold their connection longer.",
    Evidence = [Measurements.CaddyWriteTimeout, FailureModes.T03],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(CaddyConfiguration configuration, LintContext context)
    {
        foreach (var setting in configuration.WriteTimeouts)
        {
            if (!CaddyValues.TryDuration(setting, configuration.IsJson, out var limit) || limit == default)
                continue;
            var timer = new PathTimer(TimerKind.Total, limit, configuration.IsJson ? "write_timeout" : "timeouts write", setting.Head, Product.Caddy);
            foreach (var finding in TimerRule.Check(this, timer, context, configuration.Hint, value => $"{setting.Name} {Durations.Show(value)}", snippet => configuration.Replace(setting, snippet.Split(' ')[^1])))
                yield return finding;
        }
    }
}
