using System.Text.RegularExpressions;

namespace Sluice.Diagnosis.Lint.Apim.Rules;

internal sealed partial class RetriesRequest() : ApimRule(new RuleInfo
{
    Id = "GW1907",
    Product = Product.ApiManagement,
    Title = "a failed generation is sent, and paid for, again",
    Severity = Severity.Warning,
    Flags = "A retry policy around forward-request whose condition is met by more than the statuses 429, 503 and 529, with which a backend refuses a request that it has not begun.",
    Why = "A backend that failed with 500, 502 or 504 may have generated for minutes; each repetition is a new generation.",
    Fix = "<retry condition=\"@(context.Response.StatusCode == 429 || context.Response.StatusCode == 503)\" count=\"2\" interval=\"1\" first-fast-retry=\"true\">",
    Changes = "Clients see the other failures and decide themselves.",
    Evidence = [FailureModes.R01, CloudSources.ApimRetry],
})
{
    public override IEnumerable<Finding> Check(ApimPolicy policy, LintContext context) =>
        policy.All("retry").Where(retry => retry.WithDescendants().Any(node => node.Name == "forward-request") && RepeatsStarted(ApimPolicy.Condition(retry)))
            .Select(retry => At(retry, "The request is sent again after failures that come in the middle of a generation.", policy));

    static bool RepeatsStarted(string condition) =>
        Comparison().IsMatch(condition) || !Status().IsMatch(condition) || Status().Matches(condition).Any(match => match.Value is not ("429" or "503" or "529"));

    [GeneratedRegex(@"\b[2345]\d\d\b", RegexOptions.CultureInvariant)]
    private static partial Regex Status();

    [GeneratedRegex(@"StatusCode\s*([<>]|!=)", RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();
}
