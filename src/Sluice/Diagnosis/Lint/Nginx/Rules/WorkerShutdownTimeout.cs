using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class WorkerShutdownTimeout() : NginxRule(new RuleInfo
{
    Id = "GW1014",
    Product = Product.Nginx,
    Title = "a reload of nginx cuts the streams that run",
    Severity = Severity.Warning,
    Flags = "worker_shutdown_timeout below the longest stream; where that is not known, below 5 minutes (info) or 60 s (warning). Without the directive old workers wait for their last stream, and nothing is flagged.",
    Why = "After a reload or a graceful stop the old workers close every connection that is still open when this time is over, in the middle of an answer.",
    Fix = "worker_shutdown_timeout 10m;",
    Changes = "Old workers, and the memory that they hold, stay until their last stream has ended or the time is over.",
    Evidence = [FailureModes.D01, Sources.NginxShutdown],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxConfiguration configuration, LintContext context)
    {
        if (configuration.Routes.Count == 0 || configuration.Root.Last("worker_shutdown_timeout") is not { } directive
            || !Durations.TryParse(directive.ArgumentText, TimeSpan.FromSeconds(1), out var limit))
            return [];
        return TimerRule.Check(this, new PathTimer(TimerKind.Drain, limit, "worker_shutdown_timeout", directive.Head, Product.Nginx), context, StreamHint.Maybe,
            value => $"worker_shutdown_timeout {Durations.Show(value)};", snippet => TextEdit.Replace(directive.Span, snippet));
    }
}
