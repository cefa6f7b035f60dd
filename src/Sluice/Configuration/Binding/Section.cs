using Sluice.Configuration.Yaml;

namespace Sluice.Configuration.Binding;

/// <summary>
/// The keys of one mapping and what each sets: a table that is read top to bottom, whatever the order in the file, so that a later key may
/// depend on an earlier one. A key that is not in the table is a mistake.
/// </summary>
/// <param name="seed">Options with every default in place.</param>
internal sealed class Section<T>(Func<T> seed) where T : class
{
    readonly List<Key> _keys = [];
    readonly Dictionary<string, string> _hints = new(StringComparer.OrdinalIgnoreCase);

    delegate T Apply(T options, YamlNode node, Reading reading);

    sealed record Key(string Name, bool Required, Apply Apply, Func<string, IEnumerable<string>> KeysUnder);

    /// <summary>A key that may be left out.</summary>
    public Section<T> Optional<V>(string name, Value<V> value, Func<T, V, T> set) => Add(name, false, _ => value, set);

    /// <summary>A key whose value takes its defaults from keys above it in the table.</summary>
    public Section<T> Optional<V>(string name, Func<T, Value<V>> value, Func<T, V, T> set) => Add(name, false, value, set);

    /// <summary>A key that has to be there.</summary>
    public Section<T> Required<V>(string name, Value<V> value, Func<T, V, T> set) => Add(name, true, _ => value, set);

    /// <summary>A section within this one, of which each key that is set replaces its default.</summary>
    public Section<T> Part<V>(string name, Section<V> part, Func<T, V> get, Func<T, V, T> set) where V : class =>
        Add(name, false, options => new SectionValue<V>(part, () => get(options)), set);

    /// <summary>A name that other programs use for one of these keys.</summary>
    public Section<T> Hint(string wrong, string right)
    {
        _hints.Add(wrong, right);
        return this;
    }

    /// <summary>Options with every default in place.</summary>
    public T Seed() => seed();

    /// <summary>Reads a mapping over <paramref name="options"/>; what is wrong in it is reported and keeps its default.</summary>
    public T Read(YamlMapping mapping, T options, Reading reading)
    {
        var written = mapping.Entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        foreach (var key in _keys)
        {
            if (written.Remove(key.Name, out var entry))
                options = key.Apply(options, entry.Value, reading);
            else if (key.Required && !reading.HasFailed(KeyPath.Append(mapping.Path, key.Name)))
                reading.Error(mapping, $"the key '{key.Name}' is missing here: it is required");
        }
        foreach (var entry in mapping.Entries.Where(entry => written.ContainsKey(entry.Key)).TakeWhile(_ => !reading.IsFull))
            reading.Error(entry.Path, entry.Line, entry.Column, Unknown(entry.Key, mapping.Path));
        return options;
    }

    /// <summary>The names of its keys, for a message.</summary>
    public string Names => string.Join(", ", _keys.Select(key => key.Name));

    /// <summary>The paths of all keys, for the documentation and its test.</summary>
    public IEnumerable<string> KeysUnder(string path) =>
        _keys.SelectMany(key => key.KeysUnder(KeyPath.Append(path, key.Name)).Prepend(KeyPath.Append(path, key.Name)));

    Section<T> Add<V>(string name, bool required, Func<T, Value<V>> value, Func<T, V, T> set)
    {
        _keys.Add(new Key(name, required,
            (options, node, reading) =>
            {
                var reader = value(options);
                if (node is YamlScalar { IsNull: true } && reader.NothingMeansAbsent && !required)
                {
                    reading.Ignore(node.Path);
                    return options;
                }
                return reader.TryRead(node, reading, out var read) ? set(options, read) : options;
            },
            path => value(seed()).KeysUnder(path)));
        return this;
    }

    string Unknown(string key, string path)
    {
        var near = _hints.GetValueOrDefault(key) ?? Nearest.To(key, _keys.Select(known => known.Name));
        var elsewhere = near is null ? SectionsWith(key, path) : null;
        var advice = near is not null ? $"; did you mean '{near}'?" : elsewhere is not null ? $"; '{key}' belongs under {elsewhere}." : ".";
        return $"is not a known key{advice} Known here: {Names}";
    }

    static string? SectionsWith(string key, string path)
    {
        var sections = ConfigurationReader.Keys
            .Where(known => known.EndsWith("." + key, StringComparison.Ordinal))
            .Select(known => known[..^(key.Length + 1)])
            .Where(section => section != path)
            .Take(3)
            .Select(section => $"'{section}'");
        return string.Join(" or ", sections) is { Length: > 0 } names ? names : null;
    }
}

/// <summary>A mapping that is read by a table of keys.</summary>
internal sealed class SectionValue<T>(Section<T> section, Func<T> seed, string? expected = null) : Value<T> where T : class
{
    public SectionValue(Section<T> section, string? expected = null) : this(section, section.Seed, expected)
    {
    }

    public override bool NothingMeansAbsent => true;

    public override bool TryRead(YamlNode node, Reading reading, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value)
    {
        value = null;
        if (node is not YamlMapping mapping)
        {
            if (node is not YamlBroken)
                reading.Error(node, $"found {node.Kind}, expected {expected ?? $"a mapping with the keys {section.Names}"}");
            return false;
        }
        value = section.Read(mapping, seed(), reading);
        reading.Remember(value, node.Path);
        return true;
    }

    public override IEnumerable<string> KeysUnder(string path) => section.KeysUnder(path);
}
