using System.Diagnostics.CodeAnalysis;
using Sluice.Configuration.Binding;
using Sluice.Configuration.Yaml;

namespace Sluice.Configuration.Sections;

/// <summary>The keys that clients may present, each once. None is ever shown.</summary>
internal sealed class ApiKeysValue : Value<IReadOnlyList<string>>
{
    public static ApiKeysValue Instance { get; } = new();

    static readonly ListValue<string> List = new(Scalars.Secret, "a list of keys, such as [ \"${SLUICE_KEY}\" ]");

    public override bool NothingMeansAbsent => true;

    public override bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out IReadOnlyList<string> value)
    {
        if (!List.TryRead(node, reading, out value))
            return false;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in ((YamlSequence)node).Items.OfType<YamlScalar>())
        {
            if (item.Text.Length > 0 && !seen.Add(item.Text))
                reading.Error(item, "is the same key as one above it: remove one of the two");
        }
        return true;
    }
}
