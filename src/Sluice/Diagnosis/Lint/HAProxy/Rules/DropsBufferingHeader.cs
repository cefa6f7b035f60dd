namespace Sluice.Diagnosis.Lint.HAProxy.Rules;

internal sealed class DropsBufferingHeader() : HAProxyPairRule(new RuleInfo
{
    Id = "GW1111",
    Product = Product.HAProxy,
    Title = "the request not to buffer is taken off the answer",
    Severity = Severity.Warning,
    Flags = "http-response del-header X-Accel-Buffering (or a set-header of it to another value than no) on an HTTP route.",
    Why = "An nginx further out decides by this header whether it buffers a stream. Without it, it buffers.",
    Fix = "http-response set-header X-Accel-Buffering no if { res.hdr(content-type) -m beg text/event-stream }",
    Changes = "Proxies further out that understand the header stream the answer.",
    Evidence = [FailureModes.B03],
})
{
    public override IEnumerable<Finding> Check(HAProxyPair pair, LintContext context)
    {
        if (!pair.Frontend.IsHttp)
            yield break;
        foreach (var line in pair.Frontend.Own("http-response").Concat(pair.Backend.Own("http-response")).Distinct())
        {
            var isRemoved = line.Argument(0) == "del-header" || (line.Argument(0) == "set-header" && line.Argument(2) != "no");
            if (isRemoved && line.Argument(1).Equals("X-Accel-Buffering", StringComparison.OrdinalIgnoreCase))
                yield return At(line.Head, $"{line}: a proxy further out no longer learns that this answer must not be buffered.", pair.Hint, pair.Name);
        }
    }
}
