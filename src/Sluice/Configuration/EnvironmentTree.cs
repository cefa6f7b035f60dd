using Sluice.Configuration.Yaml;

namespace Sluice.Configuration;

/// <summary>
/// Makes nodes of environment variables, so that they are read like a file. Messages name a variable and never show what it holds.
/// </summary>
internal sealed class EnvironmentTree(Func<string, string?> environment, Reading reading)
{
    /// <summary>What a variable holds; null where it is not set, or set to nothing.</summary>
    public string? Get(string variable) => environment(variable) is { Length: > 0 } value ? value : null;

    /// <summary>Adds a key, where the variable for it is set.</summary>
    /// <param name="entries">The mapping to add to.</param>
    /// <param name="path">The path of the key.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="list">Whether the key takes a list, written with commas.</param>
    public void Add(List<YamlEntry> entries, string path, string variable, bool list = false)
    {
        if (Get(variable) is not { } value)
            return;
        if (!list)
        {
            entries.Add(Entry(path, Scalar(path, variable, value)));
            return;
        }
        reading.Place(path, EnvironmentConfiguration.Source, variable, null);
        var parts = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var items = parts.Select((part, i) => (YamlNode)Scalar($"{path}[{i}]", variable, part)).ToList();
        entries.Add(Entry(path, new YamlSequence(path, 0, 0, items)));
    }

    /// <summary>A key with a value that is no variable's.</summary>
    public static YamlEntry Literal(string path, string value) => Entry(path, new YamlScalar(path, 0, 0, value, value, false));

    /// <summary>A key with its value; the key's name is the last part of the path.</summary>
    public static YamlEntry Entry(string path, YamlNode value) => new(path[(path.LastIndexOf('.') + 1)..], path, 0, 0, value);

    YamlScalar Scalar(string path, string variable, string value)
    {
        var written = "${" + variable + "}";
        reading.Place(path, EnvironmentConfiguration.Source, variable, written);
        return new YamlScalar(path, 0, 0, written, value, false);
    }
}
