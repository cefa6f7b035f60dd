namespace Sluice.Diagnosis.Lint.HAProxy.Rules;

internal sealed class HidesTruncationOverHttp2() : HAProxyPairRule(new RuleInfo
{
    Id = "GW1107",
    Product = Product.HAProxy,
    Title = "over HTTP/2 HAProxy ends a broken answer as if it were complete",
    Severity = Severity.Info,
    Flags = "An HTTP frontend whose bind offers HTTP/2 (alpn h2, proto h2). It is no mistake, but something to know: completeness must be checked inside the stream.",
    Why = "When the upstream breaks off, HTTP/1.1 clients see the missing last chunk; HTTP/2 clients get a clean end of stream.",
    Fix = "alpn http/1.1",
    Changes = "Clients speak HTTP/1.1 and see broken answers, at the price of one connection per stream. Clients that check for the dialect's terminal event ([DONE], message_stop) can keep HTTP/2.",
    Evidence = [Measurements.HAProxyHidesTruncation, FailureModes.X03],
})
{
    public override IEnumerable<Finding> Check(HAProxyPair pair, LintContext context)
    {
        if (!pair.Frontend.IsHttp || pair.Hint != StreamHint.Yes)
            yield break;
        foreach (var bind in pair.Frontend.Own("bind"))
        {
            var at = bind.Arguments.FindIndex(word => word.Value is "alpn" or "proto");
            if (at >= 0 && bind.Argument(at + 1).Split(',').Contains("h2"))
                yield return At(bind.Head, "this bind offers HTTP/2: an upstream that breaks off looks finished to HTTP/2 clients.", pair.Hint, pair.Name);
        }
    }
}
