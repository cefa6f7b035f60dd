using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes.Rules;

internal sealed class RouteRetries() : KubernetesRule(new RuleInfo
{
    Id = "GW1708",
    Product = Product.Kubernetes,
    Title = "a route repeats prompts that a model had already taken",
    Severity = Severity.Error,
    Flags = "retries of an Istio VirtualService whose retryOn holds 5xx, gateway-error, reset or a status other than 429, 503 and 529, with attempts other than 0; retry.codes of an HTTPRoute with such a status. Istio's default (connect-failure, refused-stream, unavailable, cancelled) repeats what was not taken, and is not flagged.",
    Why = "A backend that failed with 500, 502 or 504, or reset the connection, may have generated for minutes; each repetition is a new generation.",
    Fix = "retryOn: connect-failure,refused-stream",
    Changes = "Only requests that reached nobody are repeated; clients see the other failures and decide themselves.",
    Evidence = [FailureModes.R01, Sources.Istio, Sources.GatewayApi],
    Mechanical = true,
}, "VirtualService", "HTTPRoute")
{
    static readonly string[] Harmless = ["429", "503", "529"];

    public override IEnumerable<Finding> Check(KubernetesObject subject, LintContext context) =>
        subject.Kind == "HTTPRoute" ? OfGateway(subject) : OfMesh(subject);

    IEnumerable<Finding> OfMesh(KubernetesObject subject)
    {
        foreach (var route in KubernetesRoute.OfMesh(subject).Where(route => route.Hint != StreamHint.No))
        {
            if (route.Node.At("retries", "retryOn") is not { IsBlock: false, Arguments.Count: > 0 } conditions || route.Node.Text("retries", "attempts") == "0")
                continue;
            var harmful = conditions.Argument(0).Split(',', StringSplitOptions.TrimEntries).Where(word => word is "5xx" or "gateway-error" or "reset" || IsHarmfulStatus(word)).ToList();
            if (harmful.Count > 0)
                yield return At(conditions.Span, $"{string.Join(", ", harmful)} in retryOn: failures in the middle of a generation start it anew.", route.Hint, route.Name) with { Edits = [Text.TextEdit.Replace(conditions.Arguments[0].Span, "connect-failure,refused-stream")] };
        }
    }

    IEnumerable<Finding> OfGateway(KubernetesObject subject)
    {
        foreach (var route in KubernetesRoute.OfGateway(subject).Where(route => route.Hint != StreamHint.No))
        {
            var harmful = route.Node.Items("retry", "codes").Where(code => IsHarmfulStatus(code.Text() ?? "")).ToList();
            if (harmful.Count > 0 && route.Node.Text("retry", "attempts") != "0")
                yield return At(harmful[0].Span, $"retry.codes holds {string.Join(", ", harmful.Select(code => code.Text()))}: failures in the middle of a generation start it anew.", route.Hint, route.Name) with { Fix = "codes: [429, 503]" };
        }
    }

    static bool IsHarmfulStatus(string word) => word.Length == 3 && word.All(char.IsAsciiDigit) && !Harmless.Contains(word);
}
