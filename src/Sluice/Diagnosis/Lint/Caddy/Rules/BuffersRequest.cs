namespace Sluice.Diagnosis.Lint.Caddy.Rules;

internal sealed class BuffersRequest() : CaddyProxyRule(new RuleInfo
{
    Id = "GW1203",
    Product = Product.Caddy,
    Title = "the upstream hears of a prompt only when Caddy has all of it",
    Severity = Severity.Info,
    Flags = "buffer_requests (Caddy 2.6 and before) or request_buffers other than 0 in a reverse_proxy.",
    Why = "Answers stream as before, but a long prompt over a slow link adds its upload time to the first token.",
    Fix = "# remove request_buffers (buffer_requests)",
    Changes = "The prompt is passed on while it arrives. Upstreams that cannot read chunked requests need the setting.",
    Evidence = [Sources.CaddyProxy],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(CaddyProxy proxy, LintContext context)
    {
        foreach (var setting in new[] { proxy.Setting("buffer_requests"), proxy.Setting("request_buffers") })
        {
            if (setting is null || setting.Argument(0) is "0" or "false")
                continue;
            yield return At(setting.Head, $"{setting} holds requests back: time to first token grows by the upload of the prompt.", proxy.Hint, proxy.Name) with
            {
                Edits = [proxy.Remove(setting, setting.Is("buffer_requests") ? "false" : "0")],
            };
        }
    }
}
