using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Envoy.Rules;

internal sealed class ExternalProcessorBuffers() : EnvoyRouteRule(new RuleInfo
{
    Id = "GW1504",
    Product = Product.Envoy,
    Title = "an external processor waits for the whole answer",
    Severity = Severity.Error,
    Flags = "ext_proc with response_body_mode BUFFERED or BUFFERED_PARTIAL on the way of a route, in the filter or in the route's override of it.",
    Why = "The body is held until it is complete, or until the buffer is full, before the processor sees it and the client gets it.",
    Fix = "response_body_mode: STREAMED",
    Changes = "The processor sees the answer chunk by chunk; one that wants the whole body has to be changed. NONE leaves the body alone.",
    Evidence = [FailureModes.B11, Sources.EnvoyExtProc],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(EnvoyRoute route, LintContext context)
    {
        foreach (var filter in route.Manager?.Filters ?? [])
        {
            var mode = route.Override(filter) is { } own && own.MessageType() == "ExtProcPerRoute"
                ? own.Text("disabled") == "true" ? null : Mode(own.Field("overrides")) ?? Mode(filter.Config)
                : filter.Type == "ExternalProcessor" && route.Filters.Contains(filter) ? Mode(filter.Config) : null;
            if (mode?.Text() is "BUFFERED" or "BUFFERED_PARTIAL")
            {
                yield return At(mode.Span, $"response_body_mode is {mode.Text()}: the external processor holds the answer before the client gets it.", route.Hint, route.Name) with
                {
                    Edits = [TextEdit.Replace(mode.Arguments[0].Span, mode.Arguments[0].Span.Text.StartsWith('"') ? "\"STREAMED\"" : "STREAMED")],
                };
            }
        }
    }

    static ConfigNode? Mode(ConfigNode? config) => config.Field("processing_mode", "response_body_mode");
}
