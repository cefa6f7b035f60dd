using System.Diagnostics.CodeAnalysis;
using Sluice.Configuration.Binding;
using Sluice.Configuration.Values;
using Sluice.Configuration.Yaml;

namespace Sluice.Configuration.Sections;

/// <summary>Addresses to listen on, each as text or as a mapping with a certificate of its own.</summary>
internal static class ListenValue
{
    // Every address is compared with every other, and with every provider's.
    const int MostAddresses = 100;

    static readonly Value<ListenAddress> Address = new ScalarValue<ListenAddress>(ListenAddress.Expected, ListenAddress.Parse);

    static readonly Section<Draft> Keys = new Section<Draft>(() => new Draft(null, null))
        .Required("address", Address, (d, v) => d with { Address = v })
        .Optional("tls", TlsValue.Instance, (d, v) => d with { Tls = v })
        .Hint("host", "address").Hint("port", "address").Hint("listen", "address");

    /// <summary>One address or a list.</summary>
    public static Value<IReadOnlyList<ListenOptions>> Api { get; } = new ApiValue();

    /// <summary>One address, or <c>off</c>.</summary>
    public static Value<AdminListen> Admin { get; } = new AdminValue();

    /// <summary>One address of plain HTTP.</summary>
    public static Value<ListenOptions> Proxy { get; } = new ProxyValue();

    /// <summary>An address that may be switched off.</summary>
    internal sealed record AdminListen(ListenOptions? Address);

    sealed record Draft(ListenAddress? Address, TlsOptions? Tls);

    static Draft? Read(YamlNode node, Reading reading)
    {
        if (node is YamlMapping mapping)
            return Keys.Read(mapping, Keys.Seed(), reading);
        return Address.TryRead(node, reading, out var address) ? new Draft(address, null) : null;
    }

    static ListenOptions? Resolve(YamlNode node, Draft? draft, bool takesDefault, Reading reading)
    {
        if (draft?.Address is not { } address)
            return null;
        var tls = draft.Tls ?? (address.Scheme == "https" || takesDefault ? reading.DefaultTls : null);
        if (address.Scheme == "https" && tls is null && !reading.HasFailed(node.Path) && !reading.HasFailed("tls"))
            reading.Error(node, "https needs a certificate: add tls: { cert: FILE, key: FILE }");
        if (address.Scheme == "http" && draft.Tls is not null)
            reading.Error(node, "the address says http and has a certificate: write https, or remove tls");
        var options = new ListenOptions(address.EndPoint, tls);
        reading.Remember(options, node.Path);
        return options;
    }

    sealed class ApiValue : Value<IReadOnlyList<ListenOptions>>
    {
        public override bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out IReadOnlyList<ListenOptions> value)
        {
            var nodes = node is YamlSequence sequence ? sequence.Items : [node];
            if (nodes.Count == 0)
                reading.Error(node, "the list is empty: name at least one address, or remove the key to listen on 127.0.0.1:8080");
            if (nodes.Count > MostAddresses)
            {
                reading.Error(node, $"found {nodes.Count} addresses, expected at most {MostAddresses}");
                nodes = [];
            }
            var drafts = nodes.Select(item => (Node: item, Draft: Read(item, reading))).ToList();
            // A certificate at the top is meant for every address, unless the schemes say for which.
            var takesDefault = drafts.TrueForAll(d => d.Draft?.Address?.Scheme is null);
            value = [.. drafts.Select(d => Resolve(d.Node, d.Draft, takesDefault, reading)).OfType<ListenOptions>()];
            return value.Count > 0;
        }

        public override IEnumerable<string> KeysUnder(string path) => Keys.KeysUnder(path + "[]");
    }

    sealed class AdminValue : Value<AdminListen>
    {
        public override bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out AdminListen value)
        {
            if (node is YamlScalar { Text: "off" or "false" })
            {
                value = new AdminListen(null);
                return true;
            }
            var options = Resolve(node, Read(node, reading), false, reading);
            value = options is null ? null : new AdminListen(options);
            return value is not null;
        }

        public override IEnumerable<string> KeysUnder(string path) => Keys.KeysUnder(path);
    }

    sealed class ProxyValue : Value<ListenOptions>
    {
        public override bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out ListenOptions value)
        {
            value = null;
            if (!Address.TryRead(node, reading, out var address))
                return false;
            if (address.Scheme == "https")
                reading.Error(node, "clients speak to the forward proxy in plain HTTP: remove https://");
            value = new ListenOptions(address.EndPoint);
            reading.Remember(value, node.Path);
            return true;
        }
    }
}
