namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class AccelBufferingOnWrongSide() : NginxRouteRule(new RuleInfo
{
    Id = "GW1003",
    Product = Product.Nginx,
    Title = "X-Accel-Buffering is sent the wrong way and changes nothing here",
    Severity = Severity.Error,
    Flags = "A buffered route with add_header X-Accel-Buffering no (which goes to the client) or proxy_set_header X-Accel-Buffering no (which goes to the upstream).",
    Why = "nginx obeys X-Accel-Buffering only in the upstream's answer. Written here it is a header for others: this nginx goes on buffering.",
    Fix = "proxy_buffering off;",
    Changes = "This nginx streams. add_header X-Accel-Buffering no may stay: it is right for an nginx further out, since this one hides the upstream's header.",
    Evidence = [Measurements.NginxWrongHeaderSide, FailureModes.B01, FailureModes.B03],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxRoute route, LintContext context)
    {
        if (route.Protocol != "proxy" || !route.IsBuffered || NginxBuffering.IgnoredHeader(route) is not null
            || NginxBuffering.HeaderOnWrongSide(route) is not { } header)
            yield break;
        var receiver = header.Is("add_header") ? "the client" : "the upstream";
        yield return At(header.Head, $"{header.Name} sends X-Accel-Buffering to {receiver}; this nginx reads it only in the upstream's answer, and buffers.", route.Hint, route.Name) with
        {
            Edits = [route.Set("proxy_buffering", "off")],
        };
    }
}
