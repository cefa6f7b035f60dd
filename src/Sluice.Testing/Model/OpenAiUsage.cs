using System.Text.Json;

namespace Sluice.Testing;

/// <summary>Token counts as chat and legacy completions report them.</summary>
internal static class OpenAiUsage
{
    public static void Write(Utf8JsonWriter writer, AnswerPlan plan) => writer.Object("usage", u =>
    {
        u.WriteNumber("prompt_tokens", plan.InputTokens);
        u.WriteNumber("completion_tokens", plan.OutputTokens);
        u.WriteNumber("total_tokens", plan.InputTokens + plan.OutputTokens);
        u.Object("prompt_tokens_details", d => d.WriteNumber("cached_tokens", 0));
        u.Object("completion_tokens_details", d => d.WriteNumber("reasoning_tokens", 0));
    });
}
