using System.Text.RegularExpressions;
using Sluice.Configuration.Binding;

namespace Sluice.Configuration.Sections;

/// <summary>A provider: where it is, its credential, what it speaks.</summary>
internal static partial class ProviderSection
{
    /// <summary>What to write where no provider is configured.</summary>
    public const string Sample = "providers, such as providers: { openai: { type: openai, api_key: \"${OPENAI_API_KEY}\" } }";

    static readonly string[] Schemes = ["http://", "https://"];

    static Section<ProviderOptions> Keys { get; } = new Section<ProviderOptions>(() => new ProviderOptions { Name = "", Type = "" })
        .Required("type", ProviderTypes.Value, (p, v) => p with { Type = v })
        .Optional("api_key", Scalars.SecretOrNone, (p, v) => p with { ApiKey = v })
        .Optional("base_url", BaseUrl, (p, v) => p with { BaseUrl = v })
        .Optional("headers", HeadersValue.Instance, (p, v) => p with { Headers = v })
        .Optional("dialects", new ListValue<string>(Dialect, "a list of dialects such as [openai-chat]"), (p, v) => p with { Dialects = v })
        .Optional("http2", Scalars.Boolean, (p, v) => p with { Http2 = v })
        .Optional("terminator", Scalars.Choice(("required", true), ("optional", false)), (p, v) => p with { TerminatorRequired = v })
        .Optional("request_usage", Scalars.Boolean, (p, v) => p with { RequestUsage = v })
        .Hint("key", "api_key").Hint("token", "api_key").Hint("api_keys", "api_key").Hint("url", "base_url").Hint("endpoint", "base_url")
        .Hint("api_base", "base_url").Hint("address", "base_url").Hint("protocols", "dialects").Hint("kind", "type");

    /// <summary>Providers by their names.</summary>
    public static Value<IReadOnlyList<ProviderOptions>> Named { get; } = new MapValue<ProviderOptions>(
        name => new SectionValue<ProviderOptions>(Keys, () => Keys.Seed() with { Name = name }),
        "a mapping from the provider's name to its settings, such as openai: { type: openai }",
        WrongName);

    static Value<string> Dialect => Scalars.Choice([.. KnownDialects.Names.Select(name => (name, name))]);

    // A query or user information may hold a credential, so such an address is not shown.
    static Value<Uri> BaseUrl => new ScalarValue<Uri>("an address such as https://api.example.com/v1",
        (string text, out Uri value) =>
        {
            value = null!;
            if (!Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
                return "it has to begin with http:// or https://";
            if (text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
                return "it holds a blank or a line break";
            if (!Uri.TryCreate(text, UriKind.Absolute, out value!))
                return "";
            if (value.UserInfo.Length > 0)
                return "it holds a user name or password: use api_key or headers";
            if (text.Contains('?'))
                return "it has a query: credentials go into api_key or headers, and a request brings its own query";
            return text.Contains('#') ? "it has a fragment, which is never sent" : null;
        },
        hide: text => text.AsSpan().IndexOfAny('@', '?') >= 0);

    // It stands in selectors (name/model) and in paths (/p/name/).
    static string? WrongName(string name) => Name().IsMatch(name)
        ? null
        : "is not a provider name: it may have up to 64 letters, digits, '-', '_' and '.', and begins with a letter or a digit";

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
