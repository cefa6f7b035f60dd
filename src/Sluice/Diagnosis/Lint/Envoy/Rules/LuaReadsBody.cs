using System.Text.RegularExpressions;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Envoy.Rules;

internal sealed partial class LuaReadsBody() : EnvoyRouteRule(new RuleInfo
{
    Id = "GW1505",
    Product = Product.Envoy,
    Title = "a Lua filter waits for the whole answer",
    Severity = Severity.Error,
    Flags = "A Lua filter on the way of a route whose envoy_on_response calls body(). bodyChunks() is not flagged, nor is code in envoy_on_request or in files.",
    Why = "body() suspends the script until the entire answer is buffered: nothing reaches the client before its last token.",
    Fix = "for chunk in response_handle:bodyChunks() do ... end",
    Changes = "The script sees the answer chunk by chunk, and cannot change its length any more.",
    Evidence = [FailureModes.B11, Sources.EnvoyLua],
})
{
    public override IEnumerable<Finding> Check(EnvoyRoute route, LintContext context)
    {
        foreach (var filter in route.Filters.Where(filter => filter.Type == "Lua"))
        {
            var code = filter.Config.Field("inline_code") ?? filter.Config.Field("default_source_code", "inline_string");
            if (code?.Text() is { } text && ReadsResponse(text))
                yield return At(code.NameWord.Span, "envoy_on_response calls body(): the answer is held until it is complete.", route.Hint, route.Name);
        }
    }

    static bool ReadsResponse(string code)
    {
        code = Comment().Replace(code, "");
        var start = code.IndexOf("envoy_on_response", StringComparison.Ordinal);
        if (start < 0)
            return false;
        var end = code.IndexOf("envoy_on_request", start, StringComparison.Ordinal);
        return BodyCall().IsMatch(end < 0 ? code[start..] : code[start..end]);
    }

    [GeneratedRegex(@"--[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@":\s*body\s*\(", RegexOptions.CultureInvariant)]
    private static partial Regex BodyCall();
}
