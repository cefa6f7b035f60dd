using System.Collections;

namespace Sluice.Testing;

/// <summary>Header fields in the order and spelling in which they crossed the wire; look-up by name ignores case.</summary>
public sealed class HeaderList(IReadOnlyList<(string Name, string Value)> fields) : IReadOnlyList<(string Name, string Value)>
{
    /// <summary>No fields at all.</summary>
    public static HeaderList Empty { get; } = new([]);

    /// <summary>How many fields there are; a repeated name counts each time.</summary>
    public int Count => fields.Count;

    /// <summary>The field at a position.</summary>
    public (string Name, string Value) this[int index] => fields[index];

    /// <summary>The first value of that name, or null where there is none.</summary>
    public string? this[string name] => All(name).FirstOrDefault();

    /// <summary>Every value of that name, in order.</summary>
    public IEnumerable<string> All(string name) =>
        fields.Where(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase)).Select(f => f.Value);

    /// <summary>Whether a field of that name exists.</summary>
    public bool Contains(string name) => All(name).Any();

    /// <summary>Whether a comma-separated field of that name lists the token, whatever its case.</summary>
    public bool HasToken(string name, string token) =>
        All(name).SelectMany(v => v.Split(',', StringSplitOptions.TrimEntries)).Contains(token, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IEnumerator<(string Name, string Value)> GetEnumerator() => fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The fields as they would stand in a head, one per line.</summary>
    public override string ToString() => string.Join("\r\n", fields.Select(f => $"{f.Name}: {f.Value}"));
}
