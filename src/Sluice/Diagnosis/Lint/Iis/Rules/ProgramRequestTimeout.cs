using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Iis.Rules;

internal sealed class ProgramRequestTimeout() : IisRule(new RuleInfo
{
    Id = "GW2006",
    Product = Product.Iis,
    Title = "IIS does not wait for the program's first token",
    Severity = Severity.Warning,
    Flags = "requestTimeout of aspNetCore (out of process) or httpPlatform below 60 s (warning) or 120 s (info). The default of 2 minutes passes; an application that is hosted in process has no such limit.",
    Why = "The module answers 502.5 or 504 when the program has not responded by then.",
    Fix = "requestTimeout=\"00:05:00\"",
    Changes = "Slow first tokens are waited for.",
    Evidence = [FailureModes.T02, Sources.AspNetCoreModule],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(IisSection section, LintContext context) =>
        section.Programs.Where(program => !program.Is("hostingModel", "InProcess")).SelectMany(program =>
            IisTimer.Check(this, context, TimerKind.FirstByte, program, "requestTimeout", TimeSpan.FromMinutes(2), section.Name, section.Hint));
}
