using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Apache.Rules;

internal sealed class UpstreamTimeout() : ApacheRouteRule(new RuleInfo
{
    Id = "GW1305",
    Product = Product.Apache,
    Title = "httpd cuts streams that are silent for too long",
    Severity = Severity.Error,
    Flags = "The timeout of a proxied route (timeout= of the worker, else ProxyTimeout, else Timeout, else 60 s) when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning).",
    Why = "The clock runs between two reads from the upstream, so it covers the wait for the first token and every pause of a reasoning model.",
    Fix = "ProxyTimeout 300",
    Changes = "Silent streams live longer; an upstream that died without closing its connection is noticed later.",
    Evidence = [Measurements.ApacheTimeout, FailureModes.T01, FailureModes.T02, Sources.ApacheFlush],
    Mechanical = true,
})
{
    static readonly TimeSpan Default = TimeSpan.FromSeconds(60);

    public override IEnumerable<Finding> Check(ApacheRoute route, LintContext context)
    {
        var (setting, text, span) = InForce(route);
        var limit = Default;
        if (text is not null && !Durations.TryParse(text, TimeSpan.FromSeconds(1), out limit))
            return [];
        var timer = new PathTimer(TimerKind.Idle, limit, setting, span, Product.Apache, text is null) { Route = route.Name };
        return TimerRule.Check(this, timer, context, route.Hint, Snippet(setting), snippet => Edit(route, snippet));
    }

    static (string Setting, string? Text, SourceSpan Span) InForce(ApacheRoute route)
    {
        if (route.Parameter("timeout") is { } own)
            return ("timeout=", own.Value, own.Word.Span);
        var directive = route.Effective("ProxyTimeout") ?? route.Effective("Timeout");
        return directive is null ? ("Timeout", null, route.Node.Head) : (directive.Name, directive.ArgumentText, directive.Head);
    }

    static Func<TimeSpan, string> Snippet(string setting) => value =>
        setting.EndsWith('=') ? $"timeout={value.TotalSeconds:0}" : $"ProxyTimeout {value.TotalSeconds:0}";

    /// <summary>On the route's own line, so that nothing else waits longer.</summary>
    static TextEdit? Edit(ApacheRoute route, string snippet)
    {
        var seconds = snippet[(snippet.AsSpan().IndexOfAny('=', ' ') + 1)..];
        if (route.SetParameter("timeout", seconds) is { } edit)
            return edit;
        if (route.Parameter("timeout") is { } set)
            return TextEdit.Replace(set.Word.Span, $"timeout={seconds}");
        return route.Node.Parent is { } parent && (ReferenceEquals(parent, route.Root) || parent.Is("VirtualHost")) ? TextEdit.InsertLineBelow(route.Node.Head, $"ProxyTimeout {seconds}") : null;
    }
}
