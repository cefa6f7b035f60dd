using Sluice.Dialects;

namespace Sluice.Providers;

/// <summary>Anthropic itself, and servers that speak its Messages dialect.</summary>
public sealed class Anthropic : ProviderType
{
    /// <inheritdoc/>
    public override string Name => "anthropic";

    /// <inheritdoc/>
    public override Uri DefaultBaseUrl { get; } = new("https://api.anthropic.com/v1");

    /// <inheritdoc/>
    public override IReadOnlyList<Dialect> Dialects { get; } = [DialectCatalog.AnthropicMessages];

    /// <inheritdoc/>
    public override IReadOnlyList<string> PassedHeaders { get; } = ["anthropic-version", "anthropic-beta"];

    /// <summary>The API refuses requests without a version (docs.anthropic.com, "Versions").</summary>
    public override IReadOnlyList<KeyValuePair<string, string>> DefaultHeaders { get; } = [new("anthropic-version", "2023-06-01")];

    /// <inheritdoc/>
    public override KeyValuePair<string, string> Authorization(string credential) => new("x-api-key", credential);
}
