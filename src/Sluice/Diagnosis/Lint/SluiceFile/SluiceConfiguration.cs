using Sluice.Configuration;
using Sluice.Configuration.Values;
using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.SluiceFile;

/// <summary>A sluice.yaml as far as its clocks go. Whether the file is valid is the business of <c>sluice check</c>: what cannot be read here is left alone.</summary>
internal sealed class SluiceConfiguration(ConfigNode root, SourceText file)
{
    static readonly GatewayOptions Defaults = new();

    public ConfigNode Root { get; } = root;

    public SourceText File { get; } = file;

    public SluiceClock? Interval => Clock(Root, "heartbeat", "interval", Defaults.Heartbeat.Interval, "");

    public SluiceClock? CommitAfter => Clock(Root, "heartbeat", "commit_after", Defaults.Heartbeat.CommitAfter, "");

    public SluiceClock? Propagation => Clock(Root, "drain", "propagation", Defaults.Drain.Propagation, "");

    public SluiceClock? Deadline => Clock(Root, "drain", "deadline", Defaults.Drain.Deadline, "");

    /// <summary>A clock of the whole gateway, and those of routes that set it for themselves. Those that are off are not there.</summary>
    public IEnumerable<SluiceClock> Clocks(string name, TimeSpan? otherwise) =>
        Root.Items("routes").Where(route => route.At("timeouts", name) is not null).Select(route => Clock(route, "timeouts", name, null, $"route {route.Text("model")}"))
            .Prepend(Clock(Root, "timeouts", name, otherwise, "")).OfType<SluiceClock>().Where(clock => clock.Limit is not null);

    SluiceClock? Clock(ConfigNode holder, string section, string name, TimeSpan? otherwise, string route)
    {
        if (holder.At(section, name) is not { } node)
            return new($"{section}.{name}", otherwise, File.Span(0, 0), null, route);
        var text = node.Text() ?? "";
        if (text == "off")
            return new($"{section}.{name}", null, node.Span, node, route);
        return Duration.Parse(text, out var value) is null ? new($"{section}.{name}", value, node.Span, node, route) : null;
    }
}

/// <summary>A clock as it is in force.</summary>
/// <param name="Setting">Its key.</param>
/// <param name="Limit">Its length; null where it is off.</param>
/// <param name="Span">Where it is written; the top of the file where the default holds.</param>
/// <param name="Node">The key; null where the default holds.</param>
/// <param name="Route">The route that sets it for itself; empty for all.</param>
internal sealed record SluiceClock(string Setting, TimeSpan? Limit, SourceSpan Span, ConfigNode? Node, string Route)
{
    public TextEdit? Set(string value) => Node is { Arguments.Count: > 0 } ? TextEdit.Replace(Node.Arguments[0].Span, value) : null;

    /// <summary>The lines to write.</summary>
    public string Write(string value) => Setting.Split('.') is [var section, var name] ? $"{section}:\n  {name}: {value}" : value;
}
