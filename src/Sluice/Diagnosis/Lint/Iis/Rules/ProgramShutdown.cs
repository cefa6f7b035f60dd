using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Iis.Rules;

internal sealed class ProgramShutdown() : IisRule(new RuleInfo
{
    Id = "GW2007",
    Product = Product.Iis,
    Title = "a deployment or recycle cuts the streams that run",
    Severity = Severity.Warning,
    Flags = "shutdownTimeLimit of aspNetCore below the longest stream; where that is not known, below 5 minutes (info) or 60 s (warning). The default of 10 s is judged where the section is known to carry streams, or the longest stream is named.",
    Why = "The program gets that long to finish when it has to stop; then it is killed, in the middle of an answer.",
    Fix = "shutdownTimeLimit=\"600\"",
    Changes = "Old processes stay until their last stream has ended or the time is over. The host's own limit (HostOptions.ShutdownTimeout, 30 s) has to be raised with it, and the application pool's shutdownTimeLimit.",
    Evidence = [FailureModes.D01, Sources.AspNetCoreModule],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(IisSection section, LintContext context) =>
        section.Node.At("aspNetCore").Where(program => program["shutdownTimeLimit"] is not null || section.Hint == StreamHint.Yes || context.Budget.LongestStream is not null).SelectMany(program =>
            IisTimer.Check(this, context, TimerKind.Drain, program, "shutdownTimeLimit", TimeSpan.FromSeconds(10), section.Name, section.Hint, inSeconds: true));
}
