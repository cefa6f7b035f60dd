namespace Sluice.Dialects;

/// <summary>The dialects that are spoken here.</summary>
public static class DialectCatalog
{
    /// <summary>OpenAI chat completions.</summary>
    public static Dialect OpenAIChat { get; } = new OpenAIChat.OpenAIChatDialect("openai-chat");

    /// <summary>OpenAI's older text completions: same framing, same errors, text instead of deltas.</summary>
    public static Dialect OpenAICompletions { get; } = new OpenAIChat.OpenAIChatDialect("openai-completions");

    /// <summary>OpenAI Responses.</summary>
    public static Dialect OpenAIResponses { get; } = new OpenAIResponses.OpenAIResponsesDialect();

    /// <summary>OpenAI embeddings: one whole answer.</summary>
    public static Dialect OpenAIEmbeddings { get; } = new OpenAI.OpenAIWholeDialect("openai-embeddings");

    /// <summary>OpenAI model lists: one whole answer.</summary>
    public static Dialect OpenAIModels { get; } = new OpenAI.OpenAIWholeDialect("openai-models");

    /// <summary>Anthropic Messages, and its token counting.</summary>
    public static Dialect AnthropicMessages { get; } = new AnthropicMessages.AnthropicMessagesDialect();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Dialect> All { get; } =
        [OpenAIChat, OpenAICompletions, OpenAIResponses, OpenAIEmbeddings, OpenAIModels, AnthropicMessages];
}
