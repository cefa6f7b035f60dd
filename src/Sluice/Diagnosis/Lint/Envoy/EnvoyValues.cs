using System.Globalization;
using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Envoy;

/// <summary>How protobuf reads as YAML and JSON: keys in snake_case or camelCase, durations as <c>15s</c> or as seconds and nanos.</summary>
internal static class EnvoyValues
{
    public static ConfigNode? Field(this ConfigNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            node = node.At(name) ?? node.At(Camel(name));
        return node;
    }

    public static string? FieldText(this ConfigNode? node, params ReadOnlySpan<string> path) => node.Field(path).Text();

    public static IEnumerable<ConfigNode> FieldItems(this ConfigNode? node, params ReadOnlySpan<string> path) => node.Field(path).Items();

    /// <summary>The last part of <c>@type</c>: the name of the message without its package and version.</summary>
    public static string MessageType(this ConfigNode? node) => node.Text("@type") is { } type ? type[(type.LastIndexOf('.') + 1)..] : "";

    public static bool TryDuration(ConfigNode? node, out TimeSpan value)
    {
        value = default;
        if (node is null)
            return false;
        if (node.IsBlock)
        {
            if (!long.TryParse(node.Text("seconds") ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > int.MaxValue)
                return false;
            value = TimeSpan.FromSeconds(seconds);
            return true;
        }
        return node.Text() is { } text && text.EndsWith('s') && Durations.TryParse(text, TimeSpan.FromSeconds(1), out value);
    }

    /// <summary>Sets a duration of a message, spelled as the message spells its other fields.</summary>
    public static TextEdit? SetDuration(ConfigNode message, string name, TimeSpan value)
    {
        var isJson = message.Children.Any(field => field.NameWord.Span.Text.StartsWith('"') && field.Name != "@type");
        var isCamel = message.Last(Camel(name)) is not null || (message.Last(name) is null && message.Children.Any(field => field.Name.Any(char.IsAsciiLetterUpper)));
        return message.Set(isCamel ? Camel(name) : name, isJson ? $"\"{value.TotalSeconds:0}s\"" : $"{value.TotalSeconds:0}s");
    }

    static string Camel(string name)
    {
        var parts = name.Split('_');
        return parts[0] + string.Concat(parts.Skip(1).Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
    }
}
