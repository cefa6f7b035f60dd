namespace Sluice.Diagnosis.Lint.Iis.Rules;

internal sealed class HttpPlatformBuffers() : IisRule(new RuleInfo
{
    Id = "GW2002",
    Product = Product.Iis,
    Title = "httpPlatformHandler holds 8 KB back",
    Severity = Severity.Error,
    Flags = "A handler with the module httpPlatformHandler.",
    Why = "The module has an output buffer of 8 KB which no setting switches off: events arrive in bursts of that size.",
    Fix = "<add name=\"aspNetCore\" path=\"*\" verb=\"*\" modules=\"AspNetCoreModuleV2\" resourceType=\"Unspecified\" />",
    Changes = "The ASP.NET Core Module starts any program, as httpPlatformHandler does (aspNetCore processPath, arguments), and passes each write on; the port comes in ASPNETCORE_PORT.",
    Evidence = [FailureModes.B10, CloudSources.HttpPlatformHandler],
})
{
    public override IEnumerable<Finding> Check(IisSection section, LintContext context) =>
        section.Handlers.Where(handler => handler["modules"]?.StartsWith("httpPlatformHandler", StringComparison.OrdinalIgnoreCase) == true)
            .Select(handler => At(handler.StartTag, "Requests go through httpPlatformHandler, which sends in lumps of 8 KB.", section.Hint, section.Name));
}
