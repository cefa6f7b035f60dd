using Sluice.Configuration.Binding;
using Sluice.Providers;

namespace Sluice.Configuration.Sections;

/// <summary>What configuration has to know about provider types beyond their names in <see cref="ProviderCatalog"/>.</summary>
internal static class ProviderTypes
{
    /// <summary>Every type that the documentation names, whether this build has it or not.</summary>
    public static IReadOnlyList<string> Documented { get; } =
    [
        "openai", "anthropic", "azure-openai", "gemini", "openrouter", "groq", "deepseek", "xai", "zai", "oracle", "ollama", "vllm",
        "nvidia", "bedrock", "openai-compatible",
    ];

    static readonly HashSet<string> Keyless = new(StringComparer.Ordinal) { "openai-compatible", "ollama", "vllm", "bedrock" };

    /// <summary>Whether the type has no address of its own, so that one has to be given.</summary>
    public static bool NeedsBaseUrl(string type) => ProviderCatalog.Find(type) is { DefaultBaseUrl: null };

    /// <summary>Whether the type's public service refuses requests without a key.</summary>
    public static bool WantsKey(string type) => !Keyless.Contains(type);

    /// <summary>Whether the type usually runs on one's own machine, so that its address alone is enough to use it.</summary>
    public static bool IsLocal(string type) => type is "ollama" or "vllm" or "openai-compatible";

    /// <summary>What a type's environment variables begin with: <c>AZURE_OPENAI</c> for azure-openai.</summary>
    public static string VariablePrefix(string type) => type.ToUpperInvariant().Replace('-', '_');

    /// <summary>A type of the catalog.</summary>
    public static Value<string> Value { get; } = new ScalarValue<string>($"one of {string.Join(", ", ProviderCatalog.Types)}",
        (string text, out string value) =>
        {
            value = ProviderCatalog.Types.FirstOrDefault(type => string.Equals(type, text, StringComparison.OrdinalIgnoreCase)) ?? "";
            if (value.Length > 0)
                return null;
            if (Documented.Contains(text, StringComparer.OrdinalIgnoreCase))
                return "this build does not have that type; a server that speaks OpenAI's API is reached with openai-compatible";
            return Nearest.To(text, ProviderCatalog.Types) is { } near ? $"did you mean {near}?" : "";
        });
}
