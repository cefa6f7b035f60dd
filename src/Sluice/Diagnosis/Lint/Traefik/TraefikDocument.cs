using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Traefik;

/// <summary>How a setting of Traefik is written.</summary>
internal enum TraefikFormat
{
    Yaml,
    Toml,

    /// <summary>Labels and command line flags of containers.</summary>
    Flags,
}

/// <summary>One source of Traefik's configuration, static and dynamic, as a tree of its keys.</summary>
internal sealed record TraefikDocument(ConfigNode Root, TraefikFormat Format)
{
    public static IEnumerable<TraefikDocument> Read(SourceText file)
    {
        if (file.Path.EndsWith(".toml", StringComparison.OrdinalIgnoreCase))
            return [new(TomlReader.Read(file), TraefikFormat.Toml)];
        var documents = file.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? [JsonReader.Read(file)] : YamlReader.ReadAll(file);
        return documents.SelectMany(Of);
    }

    static IEnumerable<TraefikDocument> Of(ConfigNode root)
    {
        yield return new(root, TraefikFormat.Yaml);
        if (TraefikFlags.Of(root) is { Children.Count: > 0 } flags)
            yield return new(flags, TraefikFormat.Flags);
    }

    /// <summary>Replaces a scalar as the format writes it; null for flags, which a person has to rewrite.</summary>
    public TextEdit? Replace(ConfigNode setting, string value)
    {
        if (Format == TraefikFormat.Flags || setting is not { IsBlock: false, Arguments.Count: > 0 })
            return null;
        var quote = setting.Arguments[0].Span.Text is ['"' or '\'', ..] text ? text[..1] : Format == TraefikFormat.Toml && !value.All(char.IsAsciiDigit) && value is not ("true" or "false") ? "\"" : "";
        return TextEdit.Replace(setting.Arguments[0].Span, quote + value + quote);
    }

    /// <summary>Adds a key with ready-written YAML or TOML to a mapping; null where there is no place for it.</summary>
    public TextEdit? Add(ConfigNode mapping, string key, string yaml, string toml) => Format switch
    {
        TraefikFormat.Yaml => mapping.Set(key, yaml),
        TraefikFormat.Toml when mapping is { IsBlock: true, IsFlow: false } && mapping.Span.Text.EndsWith(']') => TextEdit.InsertLineBelow(mapping.Span, $"  {key} = {toml}"),
        _ => null,
    };
}
