using Sluice.Dialects;

namespace Sluice.Configuration.Sections;

/// <summary>The names of dialects that a provider may be said to speak.</summary>
internal static class KnownDialects
{
    // Model lists are asked of every provider, whatever it speaks.
    public static IReadOnlyList<string> Names { get; } =
        [.. DialectCatalog.All.Where(dialect => dialect != DialectCatalog.OpenAIModels).Select(dialect => dialect.Name)];
}
