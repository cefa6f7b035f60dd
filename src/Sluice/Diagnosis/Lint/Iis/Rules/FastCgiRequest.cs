using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Diagnosis.Lint.Iis.Rules;

internal sealed class FastCgiRequest() : IisMachineRule(new RuleInfo
{
    Id = "GW2009",
    Product = Product.Iis,
    Title = "IIS ends answers of FastCGI programs after a fixed time",
    Severity = Severity.Error,
    Flags = "requestTimeout of a FastCGI application, written or the default of 90 s, below the longest stream; where that is not known, below 10 minutes (warning).",
    Why = "The time covers the whole request, whatever the program sends.",
    Fix = "requestTimeout=\"900\"",
    Changes = "Longer streams pass; each occupies a process of the program for as long.",
    Evidence = [FailureModes.T03, CloudSources.FastCgi],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(XmlElementNode root, LintContext context) => FastCgi.Programs(root).SelectMany(program =>
        IisTimer.Check(this, context, TimerKind.Total, program.Node, "requestTimeout", TimeSpan.FromSeconds(90), program.Route, program.Hint, inSeconds: true));
}
