using Sluice.Dialects;

namespace Sluice.Providers;

/// <summary>Any server that speaks OpenAI's dialects under an address of its own: vLLM, llama.cpp, LM Studio, SGLang, a gateway.</summary>
public class OpenAICompatible : ProviderType
{
    /// <inheritdoc/>
    public override string Name => "openai-compatible";

    /// <inheritdoc/>
    public override IReadOnlyList<Dialect> Dialects { get; } =
    [
        DialectCatalog.OpenAIChat, DialectCatalog.OpenAICompletions, DialectCatalog.OpenAIResponses, DialectCatalog.OpenAIEmbeddings,
        DialectCatalog.OpenAIModels,
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> PassedHeaders { get; } = ["OpenAI-Beta", "X-Model-Id"];
}
