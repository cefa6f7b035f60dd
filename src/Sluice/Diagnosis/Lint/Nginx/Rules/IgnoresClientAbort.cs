namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class IgnoresClientAbort() : NginxRouteRule(new RuleInfo
{
    Id = "GW1011",
    Product = Product.Nginx,
    Title = "the upstream goes on generating for clients that have left",
    Severity = Severity.Warning,
    Flags = "proxy_ignore_client_abort on (or the fastcgi_, uwsgi_, scgi_ form) on a route.",
    Why = "nginx does not watch the client while the upstream is silent, so a prompt whose reader has gone is computed, and paid for, to its end.",
    Fix = "proxy_ignore_client_abort off;",
    Changes = "The upstream connection closes within milliseconds of the client's, and the model can stop.",
    Evidence = [Measurements.NginxClientAbort, FailureModes.C01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxRoute route, LintContext context)
    {
        var setting = $"{route.Protocol}_ignore_client_abort";
        if (!route.IsOn(setting))
            yield break;
        yield return At(route.Effective(setting)!.Head, $"{setting} is on: a client that leaves during a silence is not noticed before the upstream writes again.", route.Hint, route.Name) with
        {
            Fix = $"{setting} off;",
            Edits = [route.Set(setting, "off")],
        };
    }
}
