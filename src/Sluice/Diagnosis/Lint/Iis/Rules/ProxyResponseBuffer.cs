using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Diagnosis.Lint.Iis.Rules;

internal sealed class ProxyResponseBuffer() : IisMachineRule(new RuleInfo
{
    Id = "GW2004",
    Product = Product.Iis,
    Title = "ARR keeps answers until its response buffer threshold is reached",
    Severity = Severity.Error,
    Flags = "minResponseBuffer (response buffer threshold) of the proxy, where it is enabled, or of a server farm, when it is not 0. Where it is not written the finding is a warning: the default is said to be 256 KB.",
    Why = "ARR retains an answer until it has that many kilobytes; an event stream of some sentences arrives at its end.",
    Fix = "minResponseBuffer=\"0\"",
    Changes = "Bytes are passed on as they come; ARR's disk cache no longer stores answers below the threshold.",
    Evidence = [FailureModes.B10, Sources.Arr],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(XmlElementNode root, LintContext context)
    {
        foreach (var (node, route, hint) in Arr.Proxies(root))
        {
            if (node["minResponseBuffer"] == "0")
                continue;
            var written = node.Attribute("minResponseBuffer");
            var message = written is null ? "minResponseBuffer is not set, and its default is not 0" : $"minResponseBuffer is {written.Value} KB";
            var finding = At(written?.Span ?? node.StartTag, $"{message}: answers wait until they have that size, or end.", hint, route);
            yield return finding with
            {
                Severity = written is null ? Severity.Warning : finding.Severity,
                Edits = [node.Set("minResponseBuffer", "0")],
            };
        }
    }
}
