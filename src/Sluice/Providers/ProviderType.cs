using Sluice.Dialects;

namespace Sluice.Providers;

/// <summary>
/// A kind of provider: where it lives, how it is authorized, which dialects it speaks. What runs the model, not how it is spoken to.
/// A new one is a small file and a line in <see cref="ProviderCatalog"/>.
/// </summary>
public abstract class ProviderType
{
    /// <summary>The name in configuration.</summary>
    public abstract string Name { get; }

    /// <summary>Its address where none is configured; null where one has to be.</summary>
    public virtual Uri? DefaultBaseUrl => null;

    /// <summary>The dialects it speaks where none are configured.</summary>
    public abstract IReadOnlyList<Dialect> Dialects { get; }

    /// <summary>
    /// Client headers that go upstream besides the ones every provider gets. Everything else stays here: credentials, cookies, addresses.
    /// </summary>
    public virtual IReadOnlyList<string> PassedHeaders => [];

    /// <summary>Headers sent where the client did not send them.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, string>> DefaultHeaders => [];

    /// <summary>The header that carries the credential.</summary>
    public virtual KeyValuePair<string, string> Authorization(string credential) => new("Authorization", "Bearer " + credential);
}
