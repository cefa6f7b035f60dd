using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Diagnosis.Lint.Iis.Rules;

internal sealed class FastCgiActivity() : IisMachineRule(new RuleInfo
{
    Id = "GW2008",
    Product = Product.Iis,
    Title = "IIS cuts FastCGI programs that are silent for too long",
    Severity = Severity.Error,
    Flags = "activityTimeout of a FastCGI application, written or the default of 30 s, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning).",
    Why = "A program that sends nothing for that long is stopped; one that waits for a model is silent.",
    Fix = "activityTimeout=\"300\"",
    Changes = "Silent programs live longer; hung ones are noticed later.",
    Evidence = [FailureModes.T01, CloudSources.FastCgi],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(XmlElementNode root, LintContext context) => FastCgi.Programs(root).SelectMany(program =>
        IisTimer.Check(this, context, TimerKind.Idle, program.Node, "activityTimeout", TimeSpan.FromSeconds(30), program.Route, program.Hint, inSeconds: true));
}
