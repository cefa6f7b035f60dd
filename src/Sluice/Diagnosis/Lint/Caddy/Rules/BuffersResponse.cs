namespace Sluice.Diagnosis.Lint.Caddy.Rules;

internal sealed class BuffersResponse() : CaddyProxyRule(new RuleInfo
{
    Id = "GW1202",
    Product = Product.Caddy,
    Title = "Caddy reads the answer before it passes it on",
    Severity = Severity.Error,
    Flags = "buffer_responses (Caddy 2.6 and before) or response_buffers other than 0 in a reverse_proxy.",
    Why = "The answer is collected, whole or up to the given size, before its first byte leaves.",
    Fix = "# remove response_buffers (buffer_responses)",
    Changes = "Answers are passed on as they arrive. An upstream is held for as long as its client reads.",
    Evidence = [Measurements.CaddyBuffer, FailureModes.B04, Sources.CaddyProxy],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(CaddyProxy proxy, LintContext context)
    {
        foreach (var setting in new[] { proxy.Setting("buffer_responses"), proxy.Setting("response_buffers") })
        {
            if (setting is null || setting.Argument(0) is "0" or "false")
                continue;
            yield return At(setting.Head, $"{setting} holds answers back before their first byte is sent.", proxy.Hint, proxy.Name) with
            {
                Edits = [proxy.Remove(setting, setting.Is("buffer_responses") ? "false" : "0")],
            };
        }
    }
}
