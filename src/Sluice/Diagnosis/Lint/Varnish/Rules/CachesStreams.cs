using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Varnish.Rules;

internal sealed class CachesStreams() : VarnishRule(new RuleInfo
{
    Id = "GW1404",
    Product = Product.Varnish,
    Title = "Varnish answers with a stream that it has stored",
    Severity = Severity.Error,
    Flags = "set beresp.ttl (or grace, keep) above zero in vcl_backend_response where the answer to a GET event stream reaches it, unless vcl_recv passes or pipes streams or beresp.uncacheable is set. Also return (hash) in vcl_recv where a POST reaches it: it skips the built-in rule that POST is passed.",
    Why = "The next request for the same URL gets the old tokens in one burst, and an answer that broke off is replayed as complete. With POST hashed, all prompts to one URL share one answer.",
    Fix = "sub vcl_recv {\n    if (req.method == \"POST\" || req.http.Accept ~ \"event-stream\") {\n        return (pass);\n    }\n}",
    Changes = "Streams go to the backend each time. Everything else is cached as before.",
    Evidence = [Measurements.VarnishCache, Sources.VarnishBuiltIn],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(VclConfiguration configuration, LintContext context)
    {
        var hashed = configuration.Steps("vcl_recv").Where(step => VclConfiguration.Returned(step.Node) is "hash" or "lookup").Take(1).ToList();
        foreach (var step in hashed)
        {
            yield return At(configuration, step, "return (hash) is reached by POST, which the built-in vcl_recv would pass: prompts to one URL share one answer.") with
            {
                Edits = [TextEdit.InsertBefore(step.Node.Span, "if (req.method == \"POST\" || req.http.Accept ~ \"event-stream\") { return (pass); }" + step.Node.Span.Source.NewLine + step.Node.Span.Source.IndentAt(step.Node.Span.Start))],
            };
        }
        if (hashed.Count > 0 || configuration.Steps("vcl_recv", "GET").Any(step => step.IsCertain && VclConfiguration.Returned(step.Node) is "pass" or "pipe" or "synth"))
            yield break;
        var steps = configuration.Steps("vcl_backend_response", "GET");
        if (steps.Any(step => step.IsCertain && (VclConfiguration.Returned(step.Node) == "pass" || (step.Node.Is("set") && step.Node.Argument(0) == "beresp.uncacheable" && VclConfiguration.Value(step.Node) == "true"))))
            yield break;
        foreach (var variable in new[] { "beresp.ttl", "beresp.grace", "beresp.keep" })
        {
            // Grace and keep alone store nothing: they prolong what a ttl has stored.
            if (VclConfiguration.Assigned(steps, variable, IsPositive) is { } step && (variable == "beresp.ttl" || step.IsExplicit))
            {
                yield return At(configuration, step, $"{variable} is set for event streams, too: the next request for the URL gets a replay in one burst, and a broken answer is replayed as complete.") with
                {
                    Severity = configuration.HintOf(step) == StreamHint.Yes && step.IsExplicit ? Severity.Error : Severity.Warning,
                    Edits = step.IsExplicit ? [] : [TextEdit.Replace(step.Node.Span, $"if (beresp.http.Content-Type !~ \"event-stream\") {{ {step.Node.Span.Text} }}")],
                };
            }
        }
    }

    static bool IsPositive(string value) => !Durations.TryParse(value, TimeSpan.FromSeconds(1), out var time) || time > TimeSpan.Zero;
}
