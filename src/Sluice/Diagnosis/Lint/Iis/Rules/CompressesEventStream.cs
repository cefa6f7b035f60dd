using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Diagnosis.Lint.Iis.Rules;

internal sealed class CompressesEventStream() : IisRule(new RuleInfo
{
    Id = "GW2003",
    Product = Product.Iis,
    Title = "IIS compresses event streams and keeps the last write back",
    Severity = Severity.Error,
    Flags = "Dynamic compression that covers text/event-stream where a program or another server answers: doDynamicCompression=\"true\" without a dynamicTypes entry that takes event streams out, or an entry for text/event-stream, text/* or */* that takes them in. What applicationHost.config says by default is not known from a web.config and not flagged.",
    Why = "The compressor keeps the newest bytes until more follow: each event arrives with the next one, the last with the end. Only clients that accept compression see it.",
    Fix = "<urlCompression doDynamicCompression=\"false\" />",
    Changes = "Answers of this section leave uncompressed. To keep compression for others, take text/event-stream out of dynamicTypes: <add mimeType=\"text/event-stream\" enabled=\"false\" />.",
    Evidence = [FailureModes.B10, CloudSources.IisCompression],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(IisSection section, LintContext context)
    {
        var dynamicCompression = section.Node.At("urlCompression").LastOrDefault();
        if (!section.IsDynamic || dynamicCompression?.Is("doDynamicCompression", "false") == true)
            yield break;
        var types = section.Node.At("httpCompression", "dynamicTypes", "add").ToList();
        var entry = Entry(types, "text/event-stream") ?? Entry(types, "text/*") ?? Entry(types, "*/*");
        var switchedOn = dynamicCompression?.Is("doDynamicCompression", "true") == true ? dynamicCompression : null;
        if (entry?.Is("enabled", "false") == true || (entry ?? switchedOn) is not { } cause)
            yield break;
        var message = entry is not null ? $"{entry["mimeType"]} is compressed" : "Dynamic compression is on, and text/* is among its types unless something says otherwise";
        yield return At(cause.StartTag, $"{message}: each event waits in the compressor for the next one.", section.Hint, section.Name) with
        {
            Edits = [entry?["mimeType"] == "text/event-stream" ? entry.Set("enabled", "false") : switchedOn?.Set("doDynamicCompression", "false") ?? cause.Set("enabled", "false")],
        };
    }

    static XmlElementNode? Entry(IEnumerable<XmlElementNode> types, string mime) => types.LastOrDefault(type => type.Is("mimeType", mime));
}
