namespace Sluice.Diagnosis.Lint.Apache.Rules;

internal sealed class NoFlushFromApplication() : ApacheRouteRule(new RuleInfo
{
    Id = "GW1301",
    Product = Product.Apache,
    Title = "httpd collects the answers of this FastCGI or AJP upstream",
    Severity = Severity.Error,
    Flags = "ProxyPass, RewriteRule with P, or SetHandler proxy: to fcgi:// or ajp:// without flushpackets=on or auto on the worker. Routes whose path or upstream does not speak of streams get this as info only: most of them render pages. http:// upstreams are flushed whenever they pause, and are not flagged.",
    Why = "Answers are passed on in pages of 4 KiB, the headers with the first of them.",
    Fix = "ProxyPass \"/v1/\" \"fcgi://127.0.0.1:9000/\" flushpackets=on",
    Changes = "Each packet of the application is sent at once.",
    Evidence = [Measurements.ApacheFlushPackets, Sources.ApacheFlush],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(ApacheRoute route, LintContext context)
    {
        if (route.Scheme is not ("fcgi" or "ajp") || route.Parameter("flushpackets")?.Value.ToLowerInvariant() is "on" or "auto")
            yield break;
        yield return At(route.Node.Head, $"{route.Scheme}:// answers are sent in bursts of 4 KiB: flushpackets is off unless the worker sets it.", route.Hint, route.Name) with
        {
            Severity = route.Hint == StreamHint.Yes ? Severity.Error : Severity.Info,
            Edits = route.SetParameter("flushpackets", "on") is { } edit ? [edit] : [],
        };
    }
}
