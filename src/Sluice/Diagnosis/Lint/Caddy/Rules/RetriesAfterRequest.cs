using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Caddy.Rules;

internal sealed class RetriesAfterRequest() : CaddyProxyRule(new RuleInfo
{
    Id = "GW1207",
    Product = Product.Caddy,
    Title = "Caddy sends prompts again that an upstream already works on",
    Severity = Severity.Warning,
    Flags = "lb_retry_match (retry_match in JSON) that takes in POST, or names no method, together with lb_try_duration or lb_retries.",
    Why = "By default Caddy repeats only GET requests and failed connections. With POST among the retries, one slow prompt is generated, and paid, many times.",
    Fix = "# remove POST from lb_retry_match",
    Changes = "A POST whose upstream fails after it got the request is answered with an error; the client, which knows whether that is safe, may repeat it.",
    Evidence = [Measurements.CaddyRetries, FailureModes.R01],
})
{
    public override IEnumerable<Finding> Check(CaddyProxy proxy, LintContext context)
    {
        var settings = proxy.IsJson ? proxy.Setting("load_balancing") : proxy.Node;
        var prefix = proxy.IsJson ? "" : "lb_";
        if (settings?.Last(prefix + "try_duration") is null && settings?.Last(prefix + "retries") is null)
            yield break;
        foreach (var match in settings.All(prefix + "retry_match").Where(match => proxy.IsJson ? match.Children.Any(TakesPostJson) : TakesPost(match)))
            yield return At(match.Head, $"{match.Name} takes in POST: a prompt that is slow or breaks off is sent to an upstream again.", proxy.Hint, proxy.Name);
    }

    static bool TakesPost(ConfigNode match)
    {
        var lines = match.IsBlock ? match.Children.Select(line => (line.Name, Words: line.Arguments.Select(word => word.Value))) : [(match.Argument(0), match.Arguments.Skip(1).Select(word => word.Value))];
        var methods = lines.Where(line => line.Item1 == "method").SelectMany(line => line.Item2).ToList();
        return methods.Count == 0 ? lines.All(line => line.Item1 != "expression") : methods.Contains("POST", StringComparer.OrdinalIgnoreCase);
    }

    static bool TakesPostJson(ConfigNode set) =>
        set.Last("method") is null ? set.Last("expression") is null : set.Items("method").Any(method => method.Text() == "POST");
}
