using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Varnish.Rules;

internal sealed class PipesStreams() : VarnishRule(new RuleInfo
{
    Id = "GW1407",
    Product = Product.Varnish,
    Title = "piped streams are cut after pipe_timeout of silence",
    Severity = Severity.Error,
    Flags = "return (pipe) in vcl_recv where a POST to a chat API reaches it, since pipe_timeout, a parameter of varnishd, is 60 s unless set: when that is not at least twice the heartbeat, without a known heartbeat as info. Pipes for WebSockets and unusual methods are not flagged.",
    Why = "A pipe knows neither first_byte_timeout nor between_bytes_timeout: one clock counts the silence, and its length is not in the VCL.",
    Fix = "return (pass);",
    Changes = "The stream is fetched with the backend's own timeouts; Varnish delivers it as it comes. Or start varnishd with -p pipe_timeout=300.",
    Evidence = [Measurements.VarnishTimers, FailureModes.T01],
    Mechanical = true,
})
{
    static readonly TimeSpan Default = TimeSpan.FromSeconds(60);

    public override IEnumerable<Finding> Check(VclConfiguration configuration, LintContext context)
    {
        foreach (var step in configuration.Steps("vcl_recv").Where(step => VclConfiguration.Returned(step.Node) == "pipe"))
        {
            var timer = new PathTimer(TimerKind.Idle, Default, "pipe_timeout", step.Node.Head, Product.Varnish, IsDefault: true) { Route = $"sub {step.Sub}" };
            foreach (var finding in TimerRule.Check(this, timer, context, configuration.HintOf(step), _ => "return (pass);", _ => TextEdit.Replace(step.Node.Arguments[1].Span, "pass")))
                yield return finding;
        }
    }
}
