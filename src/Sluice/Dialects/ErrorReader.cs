using System.Text.Json;

namespace Sluice.Dialects;

/// <summary>Reads the error shapes that servers send, whichever dialect they were meant for.</summary>
/// <remarks>
/// Nested <c>error{message,type,code,param}</c> (OpenAI, OpenRouter, Groq, SGLang, newer vLLM, Anthropic), flat
/// <c>{"object":"error","message",...}</c> (older vLLM), flat <c>{"type":"error","code","message"}</c> (Responses), <c>"error":"text"</c> with
/// <c>error_type</c> (TGI, Ollama), <c>{"code","details"}</c> (guardrail orchestrators), <c>{"detail":...}</c> (FastAPI).
/// </remarks>
static class ErrorReader
{
    /// <summary>Reads an object that is known to report an error.</summary>
    /// <param name="json">The object, possibly cut off.</param>
    /// <param name="nested">Whether it had the nested form that OpenAI and Anthropic clients know.</param>
    public static UpstreamError Read(ReadOnlySpan<byte> json, out bool nested)
    {
        string? message = null, type = null, code = null, param = null;
        nested = false;
        try
        {
            var reader = JsonPeek.Reader(json);
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                Members(ref reader, json, 1, inError: false, ref message, ref type, ref code, ref param, ref nested);
        }
        catch (JsonException)
        {
            // Not JSON after all, or broken behind what was read: the text found so far is what there is to say.
        }

        return new UpstreamError(message ?? "the upstream reported an error without a message", type == "error" || type?.StartsWith("response.", StringComparison.Ordinal) == true ? null : type, code, param);
    }

    /// <summary>A text whose end is not there: what can be shown of it.</summary>
    static string? Beginning(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(": \t\r\n"u8);
        if (rest.Length < 2 || rest[0] != (byte)'"')
            return null;
        var shown = rest[1..Math.Min(rest.Length, Sanitizer.Longest)];
        return System.Text.Encoding.UTF8.GetString(shown).Replace("\\n", " ", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal) + " [cut]";
    }

    static void Members(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int depth, bool inError,
        ref string? message, ref string? type, ref string? code, ref string? param, ref bool nested)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            if (!reader.Read())
            {
                message ??= name is "message" or "error" ? Beginning(json[(int)reader.BytesConsumed..]) : null;
                return;
            }

            switch (name)
            {
                case "error" or "response" or "detail" when reader.TokenType == JsonTokenType.StartObject && depth < 4:
                    nested |= name == "error";
                    Members(ref reader, json, depth + 1, inError || name == "error", ref message, ref type, ref code, ref param, ref nested);
                    break;
                case "error" or "message" or "details" or "detail" when reader.TokenType == JsonTokenType.String:
                    message = JsonPeek.Text(ref reader);
                    break;
                // A response's own status ("failed") is no type of error; Gemini's "status" inside the error is.
                case "type" or "error_type" or "status" when reader.TokenType == JsonTokenType.String && (inError || name != "status"):
                    type = JsonPeek.Text(ref reader);
                    break;
                case "code":
                    code = JsonPeek.Text(ref reader) ?? code;
                    break;
                case "param":
                    param = JsonPeek.Text(ref reader) ?? param;
                    break;
                default:
                    if (!reader.TrySkip())
                        return;
                    break;
            }
        }
    }
}
