namespace Sluice.Diagnosis.Lint.Caddy.Rules;

internal sealed class IgnoresClientAbort() : CaddyProxyRule(new RuleInfo
{
    Id = "GW1209",
    Product = Product.Caddy,
    Title = "the upstream goes on generating for clients that have gone",
    Severity = Severity.Warning,
    Flags = "A negative flush_interval in a reverse_proxy.",
    Why = "With -1 Caddy no longer ends the request to the upstream when the client leaves. Event streams and answers of unknown length are flushed at once without it.",
    Fix = "# remove flush_interval",
    Changes = "An abandoned generation is stopped within milliseconds. Answers with a Content-Length and another type than text/event-stream are flushed when a buffer is full.",
    Evidence = [FailureModes.C03, FailureModes.C01, Sources.CaddyProxy],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(CaddyProxy proxy, LintContext context)
    {
        if (proxy.Setting("flush_interval") is { } setting && setting.Argument(0).StartsWith('-'))
        {
            yield return At(setting.Head, $"{setting.Name} {setting.Argument(0)} detaches the upstream from the client: who leaves is generated for until the end. Event streams do not need it.", proxy.Hint, proxy.Name) with
            {
                Edits = [proxy.Remove(setting, "0")],
            };
        }
    }
}
