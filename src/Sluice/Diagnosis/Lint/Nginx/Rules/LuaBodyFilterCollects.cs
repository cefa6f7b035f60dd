using System.Text.RegularExpressions;
using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Nginx.Rules;

internal sealed partial class LuaBodyFilterCollects() : NginxRouteRule(new RuleInfo
{
    Id = "GW1013",
    Product = Product.Nginx,
    Title = "a Lua body filter keeps the answer until it is complete",
    Severity = Severity.Error,
    Flags = "A body_filter_by_lua block (or string) on a route that empties ngx.arg[1], the usual way to gather chunks until ngx.arg[2] says that the body has ended. Lua in files of its own is not read.",
    Why = "Every chunk is swallowed and the answer leaves in one piece with the last of them.",
    Fix = "-- look at each chunk and let it pass:\nlocal chunk = ngx.arg[1]",
    Changes = "Chunks pass as they come; what needs the whole text must work on a copy after the answer has left.",
    Evidence = [Sources.LuaBodyFilter, FailureModes.B11],
})
{
    public override IEnumerable<Finding> Check(NginxRoute route, LintContext context)
    {
        var filter = route.Effective("body_filter_by_lua_block") ?? route.Effective("body_filter_by_lua");
        if (filter is null)
            yield break;
        SourceSpan? code = filter.RawBody ?? (filter.Arguments.Count > 0 ? filter.Arguments[0].Span : null);
        if (code is not { } lua || Swallow().Match(lua.Text) is not { Success: true } match)
            yield break;
        yield return At(lua.Source.Span(lua.Start + match.Index, match.Length), $"this body filter swallows chunks ({match.Value.Trim()}): the answer leaves when it is complete.", route.Hint, route.Name);
    }

    [GeneratedRegex(@"ngx\.arg\s*\[\s*1\s*\]\s*=\s*(nil\b|""""|'')", RegexOptions.CultureInvariant)]
    private static partial Regex Swallow();
}
