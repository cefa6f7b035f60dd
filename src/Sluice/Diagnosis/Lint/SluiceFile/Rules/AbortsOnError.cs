using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.SluiceFile.Rules;

internal sealed class AbortsOnError() : SluiceRule(new RuleInfo
{
    Id = "GW2109",
    Product = Product.Sluice,
    Title = "a failing stream takes its last events with it",
    Severity = Severity.Info,
    Flags = "on_error: abort, of the gateway or of a route.",
    Why = "A reset throws away bytes that were already sent and not yet read: the client loses the end of what it had, and learns no reason.",
    Fix = "on_error: event",
    Changes = "The client gets the dialect's error event, and then an incomplete message, which no transport takes for complete.",
    Evidence = [FailureModes.X05, Sources.SluiceManual],
    Mechanical = true,
})
{
    public override IEnumerable<Finding> Check(SluiceConfiguration configuration, LintContext context) =>
        from holder in configuration.Root.Items("routes").Prepend(configuration.Root)
        let setting = holder.At("on_error")
        where setting.Text() == "abort"
        select At(setting.Span, "on_error is abort: on HTTP/1.1 the last events before a failure are lost.") with
        {
            Routes = holder.Text("model") is { } model ? [$"route {model}"] : [],
            Edits = [Text.TextEdit.Replace(setting.Arguments[0].Span, "event")],
        };
}
