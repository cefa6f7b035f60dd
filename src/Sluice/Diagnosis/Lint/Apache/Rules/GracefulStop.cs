using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Apache.Rules;

internal sealed class GracefulStop() : ApacheRule(new RuleInfo
{
    Id = "GW1309",
    Product = Product.Apache,
    Title = "a graceful stop of httpd cuts the streams that run",
    Severity = Severity.Warning,
    Flags = "GracefulShutdownTimeout below the longest stream; where that is not known, below 5 minutes (info) or 60 s (warning). 0, the default, waits for the last stream, and nothing is flagged.",
    Why = "When this time is over the server ends with every connection that is still open, in the middle of an answer.",
    Fix = "GracefulShutdownTimeout 600",
    Changes = "A stopping server stays until its last stream has ended or the time is over.",
    Evidence = [Sources.ApacheGracefulStop, FailureModes.D01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(ApacheConfiguration configuration, LintContext context)
    {
        if (configuration.Root.Last("GracefulShutdownTimeout") is not { } directive || !Durations.TryParse(directive.ArgumentText, TimeSpan.FromSeconds(1), out var limit) || limit == default)
            return [];
        return TimerRule.Check(this, new PathTimer(TimerKind.Drain, limit, directive.Name, directive.Head, Product.Apache), context, configuration.Hint,
            value => $"GracefulShutdownTimeout {value.TotalSeconds:0}", snippet => TextEdit.Replace(directive.Head, snippet));
    }
}
