namespace Sluice.Diagnosis.Lint.HAProxy.Rules;

internal sealed class PlainTextDelay() : HAProxyPairRule(new RuleInfo
{
    Id = "GW1101",
    Product = Product.HAProxy,
    Title = "HAProxy delays small writes by 200 ms on plain-text connections",
    Severity = Severity.Error,
    Flags = "An HTTP frontend with a plain-text TCP bind and a backend it uses, where neither side has option http-no-delay, its own or inherited. Not flagged: frontends whose plain side only redirects to TLS, TLS and HTTP/2 binds, Unix sockets.",
    Why = "HAProxy tells the kernel that more data follows, and the kernel waits for it: tokens arrive in groups every 200 ms, slow streams late by 200 ms each. Nothing of it shows over TLS.",
    Fix = "option http-no-delay",
    Changes = "Small events leave at once, as packets of their own; more packets per answer.",
    Evidence = [FailureModes.B07, Measurements.HAProxyEitherSide, Sources.HAProxyManual],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(HAProxyPair pair, LintContext context)
    {
        if (!pair.Frontend.IsHttp || !pair.Backend.IsHttp || pair.PlainBind is not { } bind
            || pair.Frontend.Option("http-no-delay") is not null || pair.Backend.Option("http-no-delay") is not null)
            yield break;
        var refusal = pair.Frontend.OwnRefusal("http-no-delay");
        yield return At((refusal ?? bind).Head, "no option http-no-delay in this frontend, its backend or their defaults: over plain text every small event waits about 200 ms.", pair.Hint, pair.Name) with
        {
            Edits = [refusal is null ? pair.Frontend.Add("option http-no-delay") : Text.TextEdit.Replace(refusal.Head, "option http-no-delay")],
        };
    }
}
