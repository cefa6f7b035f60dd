namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class UpstreamHttp10() : NginxRouteRule(new RuleInfo
{
    Id = "GW1009",
    Product = Product.Nginx,
    Title = "over HTTP/1.0 an answer that broke off looks complete",
    Severity = Severity.Warning,
    Flags = "A proxy_pass route that asks its upstream over HTTP/1.0: proxy_http_version 1.0 written, or not written (the default before nginx 1.29.7).",
    Why = "An HTTP/1.0 answer ends where the connection ends, so nginx cannot tell an upstream that crashed from one that finished, and sends the client a clean end.",
    Fix = "proxy_http_version 1.1;\nproxy_set_header Connection \"\";",
    Changes = "The upstream can answer in chunks, and a missing last chunk is passed on as a broken answer. Connections can be reused where the upstream block has keepalive.",
    Evidence = [FailureModes.X03, FailureModes.B01, Sources.NginxProxyModule],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxRoute route, LintContext context)
    {
        var directive = route.Effective("proxy_http_version");
        if (route.Protocol != "proxy" || directive is { } && directive.Argument(0) != "1.0")
            yield break;
        var state = directive is null
            ? $"proxy_http_version is not set ({route.WhereUnset}), so nginx before 1.29.7 asks over HTTP/1.0"
            : "proxy_http_version is 1.0";
        yield return At((directive ?? route.Pass).Head, $"{state}: an upstream that breaks off looks finished.", route.Hint, route.Name) with
        {
            Edits = [route.Set("proxy_http_version", "1.1")],
        };
    }
}
