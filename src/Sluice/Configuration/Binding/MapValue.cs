using System.Diagnostics.CodeAnalysis;
using Sluice.Configuration.Yaml;

namespace Sluice.Configuration.Binding;

/// <summary>A mapping whose keys are names that the user chooses, in the order of the file.</summary>
/// <param name="item">Reads the value behind a name.</param>
/// <param name="expected">What is allowed, in words that follow "expected".</param>
/// <param name="wrongName">What is wrong with a name, or null.</param>
internal sealed class MapValue<T>(Func<string, Value<T>> item, string expected, Func<string, string?> wrongName) : Value<IReadOnlyList<T>>
{
    public override bool NothingMeansAbsent => true;

    public override bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out IReadOnlyList<T> value)
    {
        value = null;
        if (node is not YamlMapping mapping)
        {
            if (node is not YamlBroken)
                reading.Error(node, $"found {node.Kind}, expected {expected}");
            return false;
        }
        var items = new List<T>();
        var names = new Dictionary<string, YamlEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in mapping.Entries)
        {
            if (wrongName(entry.Key) is { } problem)
                reading.Error(entry.Path, entry.Line, entry.Column, problem);
            else if (!names.TryAdd(entry.Key, entry))
            {
                var other = names[entry.Key];
                var message = $"differs from '{other.Key}' on line {other.Line} in case only: give it a name of its own";
                reading.Error(entry.Path, entry.Line, entry.Column, message);
            }
            if (item(entry.Key).TryRead(entry.Value, reading, out var read))
                items.Add(read);
        }
        value = items;
        return true;
    }

    public override IEnumerable<string> KeysUnder(string path) => item("*").KeysUnder(path + ".*").Prepend(path + ".*");
}
