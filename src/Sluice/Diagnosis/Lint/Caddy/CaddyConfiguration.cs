using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Caddy;

/// <summary>What a Caddyfile or a JSON configuration says about proxying, in one shape for both.</summary>
internal sealed record CaddyConfiguration
{
    public required IReadOnlyList<CaddyProxy> Proxies { get; init; }

    /// <summary>Caps on whole answers, one per server that has one.</summary>
    public required IReadOnlyList<ConfigNode> WriteTimeouts { get; init; }

    public ConfigNode? GracePeriod { get; init; }

    public required bool IsJson { get; init; }

    /// <summary>The likeliest of all proxies: what a setting of the whole server may do to streams.</summary>
    public StreamHint Hint => Proxies.Count == 0 ? StreamHint.No : Proxies.Max(proxy => proxy.Hint);

    /// <summary>Replaces a value as the format writes it.</summary>
    public TextEdit Replace(ConfigNode setting, string value) => CaddyValues.Replace(setting, value, IsJson);
}

/// <summary>A reverse_proxy handler with what compresses its answers.</summary>
/// <param name="Node">The directive, or the JSON object of the handler.</param>
/// <param name="Name">Site and path, as people call it.</param>
/// <param name="Hint">Whether it carries streams.</param>
/// <param name="Encodes">The encode handlers on its way, outermost first.</param>
/// <param name="Rewriters">Handlers on its way that read event streams whole, to rewrite them.</param>
/// <param name="IsJson">The format of the file.</param>
internal sealed record CaddyProxy(ConfigNode Node, string Name, StreamHint Hint, IReadOnlyList<CaddyEncode> Encodes, IReadOnlyList<ConfigNode> Rewriters, bool IsJson)
{
    /// <summary>A setting of the handler.</summary>
    public ConfigNode? Setting(string name) => Node.Last(name);

    /// <summary>A setting of the HTTP transport to the upstream.</summary>
    public ConfigNode? TransportSetting(string name) =>
        Node.All("transport").Where(transport => IsJson ? transport.Text("protocol") is null or "http" : transport.Argument(0) == "http").Select(transport => transport.Last(name)).LastOrDefault(node => node is not null);

    /// <summary>The place to show: the directive itself, or where the JSON handler begins.</summary>
    public SourceSpan Head => IsJson ? (Node.Last("handler") ?? Node).Span : Node.Head;

    public TextEdit Replace(ConfigNode setting, string value) => CaddyValues.Replace(setting, value, IsJson);

    /// <summary>Takes a setting out: its whole line, or in JSON its default, since commas depend on the neighbours.</summary>
    public TextEdit Remove(ConfigNode setting, string jsonDefault) => IsJson ? CaddyValues.Replace(setting, jsonDefault, quoted: false) : CaddyValues.RemoveLine(setting);
}

/// <summary>An encode handler.</summary>
/// <param name="Node">The directive, or the JSON object of the handler.</param>
/// <param name="Types">The response types that it is limited to; empty: Caddy's default, which takes in <c>text/*</c>.</param>
internal sealed record CaddyEncode(ConfigNode Node, IReadOnlyList<string> Types)
{
    public bool TakesEventStreams => Types.Count == 0 || Types.Any(type => Glob.Matches(type.ToLowerInvariant(), "text/event-stream"));
}

internal static class CaddyValues
{
    /// <summary>A duration as Caddy reads it: Go's notation with days, or in JSON a bare number of nanoseconds.</summary>
    public static bool TryDuration(ConfigNode setting, bool isJson, out TimeSpan value)
    {
        var text = setting.Argument(0);
        if (!isJson || !long.TryParse(text, out var nanoseconds))
            return Durations.TryParse(text, TimeSpan.FromSeconds(1), out value);
        value = TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
        return nanoseconds >= 0;
    }

    public static TextEdit Replace(ConfigNode setting, string value, bool quoted) => TextEdit.Replace(setting.Arguments[0].Span, quoted ? $"\"{value}\"" : value);

    public static TextEdit RemoveLine(ConfigNode setting)
    {
        var source = setting.Span.Source;
        var line = setting.Span.Line;
        var start = source.LineStart(line);
        var isAlone = source.Text[start..setting.Span.Start].Trim().Length == 0 && setting.Span.Line < source.LineCount;
        return isAlone && source.Position(setting.Span.End).Line == line
            ? TextEdit.Replace(source.Span(start, source.LineStart(line + 1) - start), "")
            : TextEdit.Replace(setting.Span, "");
    }
}
