using System.Diagnostics.CodeAnalysis;
using Sluice.Configuration.Yaml;

namespace Sluice.Configuration.Binding;

/// <summary>How one kind of value is read.</summary>
internal abstract class Value<T>
{
    /// <summary>Reads the value; where that fails the finding has been made, and the caller goes on with the next key.</summary>
    public abstract bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out T value);

    /// <summary>The keys that exist beneath this value at <paramref name="path"/>, for the documentation and its test.</summary>
    public virtual IEnumerable<string> KeysUnder(string path) => [];

    /// <summary>
    /// Whether a key with nothing behind it is as good as no key: true for collections, of which every entry may be commented out.
    /// </summary>
    public virtual bool NothingMeansAbsent => false;
}

/// <summary>Reads one value from text.</summary>
/// <returns>Null where it could be read, otherwise what is wrong with it (or nothing but that it is not what is expected, as an empty
/// string). Never the text itself.</returns>
internal delegate string? Parse<T>(string text, out T value);

/// <summary>A single value.</summary>
/// <param name="expected">What is allowed, in words that follow "expected".</param>
/// <param name="parse">Reads it.</param>
/// <param name="hide">Whether a text must not be shown: credentials.</param>
internal sealed class ScalarValue<T>(string expected, Parse<T> parse, Func<string, bool>? hide = null) : Value<T>
{
    public override bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        switch (node)
        {
            case YamlBroken:
                return false;
            case YamlScalar { IsNull: true }:
                reading.Error(node, $"has no value: expected {expected}, or no key at all");
                return false;
            case YamlScalar scalar:
                var problem = parse(scalar.Text, out value);
                if (problem is null)
                    return true;
                var found = hide?.Invoke(scalar.Text) is true ? "a value that is not shown" : Reading.Show(scalar.Written);
                reading.Error(node, $"found {found}, expected {expected}{(problem.Length > 0 ? ": " + problem : "")}");
                return false;
            default:
                reading.Error(node, $"found {node.Kind}, expected {expected}");
                return false;
        }
    }
}

/// <summary>A list of values. A single value is not taken for a list of one, except where that is said.</summary>
internal sealed class ListValue<T>(Value<T> item, string expected) : Value<IReadOnlyList<T>>
{
    public override bool NothingMeansAbsent => true;

    public override bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out IReadOnlyList<T> value)
    {
        value = null;
        if (node is not YamlSequence sequence)
        {
            if (node is not YamlBroken)
                reading.Error(node, $"found {node.Kind}, expected {expected}");
            return false;
        }
        var items = new List<T>();
        foreach (var entry in sequence.Items)
        {
            if (item.TryRead(entry, reading, out var read))
                items.Add(read);
        }
        value = items;
        return true;
    }

    public override IEnumerable<string> KeysUnder(string path) => item.KeysUnder(path + "[]");
}
