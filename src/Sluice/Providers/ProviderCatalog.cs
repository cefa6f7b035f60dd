namespace Sluice.Providers;

/// <summary>The provider types that can be configured: a list to click through, and the only place that names them all.</summary>
public static class ProviderCatalog
{
    /// <summary>The types, in the order in which they are documented.</summary>
    public static IReadOnlyList<ProviderType> All { get; } = [new OpenAI(), new Anthropic(), new OpenAICompatible()];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. All.Select(type => type.Name)];

    /// <summary>The type of a name, or null.</summary>
    public static ProviderType? Find(string name) => All.FirstOrDefault(type => type.Name == name);
}
