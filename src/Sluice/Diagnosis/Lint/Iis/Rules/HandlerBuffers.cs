namespace Sluice.Diagnosis.Lint.Iis.Rules;

internal sealed class HandlerBuffers() : IisRule(new RuleInfo
{
    Id = "GW2001",
    Product = Product.Iis,
    Title = "IIS collects up to 4 MB of an answer before it sends any",
    Severity = Severity.Error,
    Flags = "A handler with the module FastCgiModule or iisnode whose responseBufferLimit is not 0 (4 MB by default); for iisnode <iisnode flushResponse=\"true\"> does as well. The ASP.NET Core Module flushes by itself.",
    Why = "What the program writes is collected until the limit is reached or the answer has ended; a flush in the program does not reach the client.",
    Fix = "responseBufferLimit=\"0\"",
    Changes = "Each write of the program is sent at once.",
    Evidence = [Sources.IisHandlerBuffer],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(IisSection section, LintContext context)
    {
        foreach (var handler in section.Handlers)
        {
            if (handler["modules"] is not ("FastCgiModule" or "iisnode") || handler["responseBufferLimit"] == "0")
                continue;
            if (handler["modules"] == "iisnode" && section.Node.At("iisnode").Any(node => node.Is("flushResponse", "true")))
                continue;
            var state = handler["responseBufferLimit"] is { } limit ? $"responseBufferLimit is {limit}" : "responseBufferLimit is 4194304 by default";
            yield return At(handler.StartTag, $"{state}: answers of {handler["name"]} are collected up to that size.", section.Hint, section.Name) with { Edits = [handler.Set("responseBufferLimit", "0")] };
        }
    }
}
