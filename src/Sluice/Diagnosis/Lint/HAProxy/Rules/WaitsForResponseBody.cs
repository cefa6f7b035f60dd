namespace Sluice.Diagnosis.Lint.HAProxy.Rules;

internal sealed class WaitsForResponseBody() : HAProxyPairRule(new RuleInfo
{
    Id = "GW1104",
    Product = Product.HAProxy,
    Title = "HAProxy waits for the body of the answer",
    Severity = Severity.Error,
    Flags = "http-response wait-for-body in a frontend or backend of an HTTP route.",
    Why = "The answer is held until it is complete, its buffer is full or the time is over; in the last case the client gets a 504 instead.",
    Fix = "# http-response wait-for-body is not possible on routes that stream",
    Changes = "The answer passes as it comes. Inspection of whole answers has to happen elsewhere, on a copy.",
    Evidence = [Measurements.HAProxyWaitForBody, FailureModes.B04],
})
{
    public override IEnumerable<Finding> Check(HAProxyPair pair, LintContext context)
    {
        if (!pair.Frontend.IsHttp)
            yield break;
        foreach (var line in pair.Frontend.Own("http-response", "wait-for-body").Concat(pair.Backend.Own("http-response", "wait-for-body")))
            yield return At(line.Head, "http-response wait-for-body holds the answer until it is complete, and turns it into a 504 when that takes too long.", pair.Hint, pair.Name);
    }
}
