using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Traefik.Rules;

internal sealed class CompressesStreams() : TraefikUseRule(new RuleInfo
{
    Id = "GW1602",
    Product = Product.Traefik,
    Title = "Traefik compresses event streams",
    Severity = Severity.Warning,
    Flags = "The compress middleware on the way of a router without text/event-stream in excludedContentTypes, unless includedContentTypes leaves it out.",
    Why = "Up to 3.3 the compressor holds headers and first events until it has 1024 bytes, so that sparse streams stay in CONNECTING; how later 3.x releases treat small and chunked answers has changed more than once.",
    Fix = "compress:\n  excludedContentTypes:\n    - text/event-stream",
    Changes = "Event streams leave uncompressed, as they come; everything else is compressed as before.",
    Evidence = [Sources.TraefikCompress, FailureModes.B06, FailureModes.B05],
    Mechanical = true,
})
{
    const string Type = "text/event-stream";

    public override IEnumerable<Finding> Check(TraefikUse use, LintContext context)
    {
        if (use.As("compress") is not { } compress || Has(compress.At("excludedContentTypes")) || (compress.At("includedContentTypes") is { } included && !Has(included)))
            yield break;
        yield return At(use.At(compress), $"middleware {use.Middleware.Name} compresses {Type}: clients that accept gzip may wait for the first kilobyte.", use.Hint, use.Route) with
        {
            Edits = Edit(use, compress) is { } edit ? [edit] : [],
        };
    }

    static bool Has(ConfigNode? types) => TraefikConfiguration.Words(types).Any(type => type.Split(';')[0].Trim().Equals(Type, StringComparison.OrdinalIgnoreCase));

    static TextEdit? Edit(TraefikUse use, ConfigNode compress)
    {
        if (compress.At("excludedContentTypes") is { IsSequence: true, Children: [.., var last] } list && use.Document.Format != TraefikFormat.Flags)
            return list.IsFlow ? TextEdit.InsertAfter(last.Span, $", \"{Type}\"") : TextEdit.InsertAfter(last.Span, $"{last.Span.Source.NewLine}{last.Span.Source.IndentAt(last.Span.Start)}- {Type}");
        if (compress is { IsBlock: true, IsFlow: true, Children.Count: 0 } && use.Document.Format == TraefikFormat.Yaml)
            return TextEdit.Replace(compress.Span, $"compress: {{excludedContentTypes: [{Type}]}}");
        return use.Document.Add(compress, "excludedContentTypes", $"[{Type}]", $"[\"{Type}\"]");
    }
}
