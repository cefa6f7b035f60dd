using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.HAProxy.Rules;

internal sealed class RetriesAfterRequest() : HAProxyPairRule(new RuleInfo
{
    Id = "GW1106",
    Product = Product.HAProxy,
    Title = "HAProxy repeats prompts that the model had already taken",
    Severity = Severity.Error,
    Flags = "retry-on with response-timeout, empty-response, junk-response, all-retryable-errors or a status other than 429 and 503, unless http-request disable-l7-retry keeps POST out.",
    Why = "A model that thinks for longer than timeout server gets the same prompt again, up to retries times; each is generated and paid for, and the client still waits or fails.",
    Fix = "retry-on conn-failure",
    Changes = "Only requests that never reached the upstream are repeated. Others fail visibly, and the client decides.",
    Evidence = [Measurements.HAProxyRetries, FailureModes.R01, Sources.HAProxyManual],
    Mechanical = true,
})
{
    static readonly HashSet<string> Safe = ["none", "conn-failure", "0rtt-rejected", "429", "503", "425"];

    public override IEnumerable<Finding> Check(HAProxyPair pair, LintContext context)
    {
        if (!pair.Backend.IsHttp || pair.Backend.Setting("retry-on") is not { Arguments.Count: > 0 } line || line.Arguments.All(word => Safe.Contains(word.Value)))
            yield break;
        if (new[] { pair.Frontend, pair.Backend }.Any(section => section.Own("http-request", "disable-l7-retry").Any()))
            yield break;
        yield return At(line.Head, $"{line}: a prompt that the upstream has taken is sent again when the answer is late or broken.", pair.Hint, pair.Name) with
        {
            Edits = [TextEdit.Replace(line.Arguments[0].Span.To(line.Arguments[^1].Span), "conn-failure")],
        };
    }
}
