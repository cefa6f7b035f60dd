using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Varnish;

/// <summary>The two timers of a backend: set for all in <c>vcl_backend_fetch</c>, else by the backend, else the parameter's default of 60 s.</summary>
internal static class VarnishTimers
{
    static readonly TimeSpan Default = TimeSpan.FromSeconds(60);

    public static IEnumerable<Finding> Check(LintRule rule, VclConfiguration configuration, LintContext context, TimerKind kind, string name)
    {
        var set = VclConfiguration.Assigned(configuration.Steps("vcl_backend_fetch"), $"bereq.{name}", _ => true);
        if (set is { IsCertain: true } everywhere)
        {
            var node = everywhere.Node;
            return Durations.TryParse(VclConfiguration.Value(node), TimeSpan.FromSeconds(1), out var limit)
                ? TimerRule.Check(rule, new(kind, limit, $"bereq.{name}", node.Head, Product.Varnish) { Route = $"sub {everywhere.Sub}" }, context, configuration.HintOf(everywhere),
                    value => $"set bereq.{name} = {Seconds(value)};", snippet => TextEdit.Replace(node.Span, snippet))
                : [];
        }
        return configuration.Backends.SelectMany(backend => OfBackend(rule, configuration, context, kind, name, backend));
    }

    static IEnumerable<Finding> OfBackend(LintRule rule, VclConfiguration configuration, LintContext context, TimerKind kind, string name, ConfigNode backend)
    {
        var attribute = backend.Last("." + name);
        var limit = Default;
        if (attribute is not null && !Durations.TryParse(attribute.Argument(0), TimeSpan.FromSeconds(1), out limit))
            return [];
        var hint = StreamHints.Of(null, backend.Argument(0), backend.Last(".host")?.Argument(0)) == StreamHint.Yes ? StreamHint.Yes : configuration.Hint;
        var timer = new PathTimer(kind, limit, name, (attribute ?? backend).Head, Product.Varnish, attribute is null) { Route = $"backend {backend.Argument(0)}" };
        return TimerRule.Check(rule, timer, context, hint, value => $".{name} = {Seconds(value)};", snippet =>
            attribute is { Arguments.Count: > 0 } ? TextEdit.Replace(attribute.Span, snippet)
            : backend.Children is [.., var last] ? TextEdit.InsertLineBelow(last.Span, snippet) : null);
    }

    static string Seconds(TimeSpan value) => $"{value.TotalSeconds:0}s";
}
