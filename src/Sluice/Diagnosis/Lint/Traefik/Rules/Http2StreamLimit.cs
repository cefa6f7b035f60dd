using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Traefik.Rules;

internal sealed class Http2StreamLimit() : TraefikRule(new RuleInfo
{
    Id = "GW1608",
    Product = Product.Traefik,
    Title = "few streams fit into one HTTP/2 connection",
    Severity = Severity.Warning,
    Flags = "http2.maxConcurrentStreams of an entry point below 100; the default is 250.",
    Why = "Streams last for minutes. A client or gateway that shares one connection sends its next request only when another answer has ended: time to first token jumps at the limit.",
    Fix = "http2:\n  maxConcurrentStreams: 250",
    Changes = "One connection carries more streams at once; memory per connection grows with the streams that are open.",
    Evidence = [FailureModes.P01],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(TraefikConfiguration configuration, LintContext context)
    {
        foreach (var (entryPoint, document) in configuration.EntryPoints)
        {
            if (entryPoint.At("http2", "maxConcurrentStreams") is { } setting && StreamLimit.Complaint("maxConcurrentStreams", setting.Text()) is { } complaint)
            {
                yield return At(setting.Span, complaint) with
                {
                    Routes = [$"entry point {entryPoint.Name}"],
                    Edits = document.Replace(setting, "250") is { } edit ? [edit] : [],
                };
            }
        }
    }
}
