namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed class NoChunkedEncoding() : NginxRouteRule(new RuleInfo
{
    Id = "GW1012",
    Product = Product.Nginx,
    Title = "without chunks HTTP/1.1 clients cannot tell a cut answer from a complete one",
    Severity = Severity.Warning,
    Flags = "chunked_transfer_encoding off on a route to an upstream; many recipes for event streams copy it.",
    Why = "It does not help streaming. It makes answers end with the connection, so an upstream that crashed and one that finished look the same to the client.",
    Fix = "chunked_transfer_encoding on;",
    Changes = "Clients see a missing last chunk when the upstream breaks off. Events arrive exactly as before.",
    Evidence = [Measurements.NginxNoChunks, FailureModes.X03],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(NginxRoute route, LintContext context)
    {
        if (!route.IsOff("chunked_transfer_encoding"))
            yield break;
        yield return At(route.Effective("chunked_transfer_encoding")!.Head,
            "chunked_transfer_encoding is off: answers end with the connection, and a broken one looks complete. Streaming does not need it.", route.Hint, route.Name) with
        {
            Edits = [route.Set("chunked_transfer_encoding", "on")],
        };
    }
}
