using System.Diagnostics.CodeAnalysis;
using Sluice.Configuration.Binding;
using Sluice.Configuration.Values;
using Sluice.Configuration.Yaml;

namespace Sluice.Configuration.Sections;

/// <summary>Headers by their names.</summary>
internal sealed class HeadersValue : Value<IReadOnlyList<KeyValuePair<string, string>>>
{
    public static HeadersValue Instance { get; } = new();

    public override bool NothingMeansAbsent => true;

    public override bool TryRead(
        YamlNode node, Reading reading, [MaybeNullWhen(false)] out IReadOnlyList<KeyValuePair<string, string>> value) =>
        Headers.TryRead(node, reading, out value);

    public override IEnumerable<string> KeysUnder(string path) => Headers.KeysUnder(path);

    static readonly MapValue<KeyValuePair<string, string>> Headers = new(
        name => new Named(name), "a mapping such as { X-Team: research }", HttpText.WrongName);

    sealed class Named(string name) : Value<KeyValuePair<string, string>>
    {
        public override bool TryRead(YamlNode node, Reading reading, out KeyValuePair<string, string> value)
        {
            var read = Scalars.HeaderValue.TryRead(node, reading, out var text);
            value = new(name, text ?? "");
            return read;
        }
    }
}
