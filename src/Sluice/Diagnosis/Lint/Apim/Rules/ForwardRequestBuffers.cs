namespace Sluice.Diagnosis.Lint.Apim.Rules;

internal sealed class ForwardRequestBuffers() : ApimRule(new RuleInfo
{
    Id = "GW1901",
    Product = Product.ApiManagement,
    Title = "API Management holds the whole answer back",
    Severity = Severity.Error,
    Flags = "A forward-request policy without buffer-response=\"false\". A backend section that only has <base /> takes that of the scope above, which is another file, and is not flagged.",
    Why = "buffer-response is true by default: the answer is collected before it is sent, and an event stream arrives as one piece or not at all.",
    Fix = "<forward-request timeout=\"240\" buffer-response=\"false\" />",
    Changes = "Bytes are passed on as they come; policies that look at the body of the answer must go (GW1903 to GW1906). The Consumption tier cannot stream at all.",
    Evidence = [FailureModes.B08, Sources.Apim, Sources.ApimForward],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(ApimPolicy policy, LintContext context)
    {
        foreach (var forward in policy.Forwards)
        {
            // An expression may come to false.
            if (forward["buffer-response"] is { } value && (value.StartsWith('@') || forward.Is("buffer-response", "false")))
                continue;
            var state = forward["buffer-response"] is null ? "buffer-response is true by default" : "buffer-response is true";
            yield return At(forward, $"{state}: the client gets nothing before the answer is complete.", policy) with { Edits = [forward.Set("buffer-response", "false")] };
        }
    }
}
