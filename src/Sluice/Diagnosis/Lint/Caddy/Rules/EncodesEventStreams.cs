using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Caddy.Rules;

internal sealed class EncodesEventStreams() : CaddyProxyRule(new RuleInfo
{
    Id = "GW1201",
    Product = Product.Caddy,
    Title = "Caddy compresses event streams and holds them back",
    Severity = Severity.Error,
    Flags = "encode on the way of a reverse_proxy (same block or one around it, matchers considered) without a match of response types that leaves text/event-stream out. Caddy's own default takes in text/*. Not flagged: encode whose matcher leaves the route's path, or requests for event streams, out.",
    Why = "Clients that accept gzip get a teaser and then the whole answer at its end; short first events hold the headers back. Browsers accept gzip, curl does not.",
    Fix = "encode {\n    gzip\n    match {\n        header Content-Type text/html*\n        header Content-Type text/css*\n        header Content-Type text/javascript*\n        header Content-Type application/json*\n    }\n}",
    Changes = "Only the listed types are compressed; event streams leave as they come. Releases with pull request 7905 (July 2026) send the head of an event stream at once.",
    Evidence = [Measurements.CaddyEncode, FailureModes.B05, FailureModes.B06, Sources.CaddyEncode],
    Mechanical = true,
})
{
    static readonly string[] Types = ["text/html*", "text/css*", "text/javascript*", "application/json*"];

    public override IEnumerable<Finding> Check(CaddyProxy proxy, LintContext context)
    {
        foreach (var encode in proxy.Encodes.Where(encode => encode.TakesEventStreams))
        {
            var span = proxy.IsJson ? (encode.Node.Last("handler") ?? encode.Node).Span : encode.Node.Head;
            var cause = encode.Types.Count == 0 ? "encode has no match for response types, so text/event-stream is compressed, too" : "encode matches text/event-stream";
            yield return At(span, $"{cause}: clients that accept gzip get the answer when it is complete.", proxy.Hint, proxy.Name) with { Edits = Edit(encode.Node, proxy.IsJson) };
        }
    }

    static TextEdit[] Edit(ConfigNode encode, bool isJson)
    {
        if (isJson)
        {
            var json = $"\"match\": {{\"headers\": {{\"Content-Type\": [{string.Join(", ", Types.Select(type => $"\"{type}\""))}]}}}}";
            return encode.Last("match") is { } old ? [TextEdit.Replace(old.Span, json)] : encode.Children is [var first, ..] ? [TextEdit.InsertBefore(first.Span, json + ", ")] : [];
        }
        var source = encode.Span.Source;
        var indent = source.NewLine + source.IndentAt(encode.Span.Start);
        var match = $"{indent}\tmatch {{{string.Concat(Types.Select(type => $"{indent}\t\theader Content-Type {type}"))}{indent}\t}}";
        if (encode.Last("match") is { } known)
            return [TextEdit.Replace(known.Span, match.TrimStart())];
        if (encode.IsBlock)
            return source.Text.IndexOf('{', encode.Head.End) is >= 0 and var open && open < encode.Span.End ? [TextEdit.InsertAfter(source.Span(open, 1), match)] : [];
        return [TextEdit.InsertAfter(encode.Head, $" {{{match}{indent}}}")];
    }
}
