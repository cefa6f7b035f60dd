using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.HAProxy.Rules;

internal sealed class BuffersRequest() : HAProxyPairRule(new RuleInfo
{
    Id = "GW1105",
    Product = Product.HAProxy,
    Title = "the upstream hears of a prompt only when HAProxy has all of it",
    Severity = Severity.Info,
    Flags = "option http-buffer-request on an HTTP route, its own or inherited.",
    Why = "The request is held until its body is complete or the buffer is full. Answers stream as before, but a long prompt over a slow link adds its upload time to the first token.",
    Fix = "no option http-buffer-request",
    Changes = "The prompt is passed on while it arrives. Slow uploads then occupy a connection to the upstream, against which the option protects.",
    Evidence = [Sources.HAProxyManual],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(HAProxyPair pair, LintContext context)
    {
        if (!pair.Frontend.IsHttp)
            yield break;
        foreach (var section in new[] { pair.Frontend, pair.Backend }.Distinct())
        {
            if (section.Option("http-buffer-request") is { } option)
            {
                var isOwn = ReferenceEquals(option.Parent, section.Node);
                yield return At(option.Head, "option http-buffer-request holds requests until they are complete: time to first token grows by the upload of the prompt.", pair.Hint, pair.Name) with
                {
                    Edits = [isOwn ? TextEdit.Replace(option.Head, "no option http-buffer-request") : section.Add("no option http-buffer-request")],
                };
            }
        }
    }
}
