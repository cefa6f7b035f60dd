using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.HAProxy.Rules;

internal sealed class ResetsOnClose() : HAProxyPairRule(new RuleInfo
{
    Id = "GW1109",
    Product = Product.HAProxy,
    Title = "HAProxy resets connections and may drop the end of an answer",
    Severity = Severity.Warning,
    Flags = "option nolinger in the frontend of an HTTP route, its own or inherited.",
    Why = "Connections are closed with a reset, which lets the client's kernel throw away what it had received and not yet read: the last events of a stream, or its error event.",
    Fix = "no option nolinger",
    Changes = "Connections close in order; ports stay in TIME_WAIT as usual.",
    Evidence = [Measurements.HAProxyNoLinger, FailureModes.X05],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(HAProxyPair pair, LintContext context)
    {
        if (!pair.Frontend.IsHttp || pair.Frontend.Option("nolinger") is not { } option)
            yield break;
        yield return At(option.Head, "option nolinger closes client connections with a reset: bytes that were sent last can be lost.", pair.Hint, pair.Name) with
        {
            Edits = [ReferenceEquals(option.Parent, pair.Frontend.Node) ? TextEdit.Replace(option.Head, "no option nolinger") : pair.Frontend.Add("no option nolinger")],
        };
    }
}
