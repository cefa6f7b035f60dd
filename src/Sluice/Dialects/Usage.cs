using System.Text.Json;

namespace Sluice.Dialects;

/// <summary>Reads a usage object, whatever the dialect calls its members.</summary>
static class Usage
{
    /// <summary>
    /// Reads <c>{"prompt_tokens","completion_tokens"}</c> or <c>{"input_tokens","output_tokens"}</c>. Counters are cumulative: the last one
    /// wins, a missing one changes nothing.
    /// </summary>
    /// <returns>Whether the object held a number.</returns>
    public static bool Read(ref Utf8JsonReader reader, StreamReport report)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.TrySkip();
            return false;
        }

        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("input_tokens"u8))
            {
                reader.Read();
                report.InputTokens = JsonPeek.Integer(ref reader) ?? report.InputTokens;
                found = true;
            }
            else if (reader.ValueTextEquals("completion_tokens"u8) || reader.ValueTextEquals("output_tokens"u8))
            {
                reader.Read();
                report.OutputTokens = JsonPeek.Integer(ref reader) ?? report.OutputTokens;
                found = true;
            }
            else if (!reader.TrySkip())
            {
                break;
            }
        }

        return found;
    }
}
