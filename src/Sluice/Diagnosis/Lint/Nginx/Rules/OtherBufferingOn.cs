namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class OtherBufferingOn() : NginxRouteRule(new RuleInfo
{
    Id = "GW1010",
    Product = Product.Nginx,
    Title = "nginx buffers the answers of this FastCGI, uwsgi or SCGI route",
    Severity = Severity.Error,
    Flags = "A location with fastcgi_pass, uwsgi_pass or scgi_pass whose buffering is on, written or by default. Routes whose path or upstream does not speak of streams get this as info only: most of them render pages.",
    Why = "The answer is collected in pages of 4 KiB on every transport, since these protocols carry no chunks.",
    Fix = "uwsgi_buffering off;",
    Changes = "Each read from the application is sent at once.",
    Evidence = [Measurements.NginxOtherProtocols, FailureModes.B01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxRoute route, LintContext context)
    {
        if (route.Protocol is not ("fastcgi" or "uwsgi" or "scgi") || !route.IsBuffered || NginxBuffering.IgnoredHeader(route) is not null)
            yield break;
        var setting = $"{route.Protocol}_buffering";
        var cause = NginxBuffering.Cause(route);
        var state = cause == route.Pass ? $"{setting} is on by default ({route.WhereUnset})" : $"{setting} is on";
        yield return At(cause.Head, $"{state}: clients get bursts of 4 KiB, unless the application sends X-Accel-Buffering: no.", route.Hint, route.Name) with
        {
            Severity = route.Hint == StreamHint.Yes ? Severity.Error : Severity.Info,
            Fix = $"{setting} off;",
            Edits = [route.Set(setting, "off")],
        };
    }
}
