using System.Text.Json;
using Sluice.Relay;

namespace Sluice.Dialects.OpenAIChat;

/// <summary>
/// Reads chat chunks: <c>data: {chunk}</c>, ended by <c>data: [DONE]</c>. Usage comes in a chunk of its own with empty choices, in the
/// finish chunk (Groq, xAI, DeepSeek), or on every chunk (vLLM, continuous): the last one counts.
/// </summary>
sealed class OpenAIChatInspector(StreamReport report, Sanitizer sanitizer) : DialectInspector(report, sanitizer)
{
    /// <summary>
    /// The common chunk, told by its bytes alone: a delta that begins with text, no finish reason, no usage, no error. About a tenth of the cost
    /// of reading the JSON. Quotes inside strings are escaped, so none of the marks can stand in text.
    /// </summary>
    public override FrameFacts Inspect(ReadOnlySpan<byte> frame)
    {
        if (IsPlain(frame))
        {
            Report.ContentEvents++;
            return FrameFacts.Event | FrameFacts.Content;
        }

        return base.Inspect(frame);
    }

    const int LargestPlain = 4096;

    static bool IsPlain(ReadOnlySpan<byte> frame)
    {
        if (frame.Length > LargestPlain || !frame.StartsWith("data: {"u8) || frame.IndexOfAny((byte)'\r', (byte)'\n') != frame.Length - 2)
            return false;
        var at = frame.IndexOf(PlainDelta);
        if (at < 0 || frame[at + PlainDelta.Length] == (byte)'"')
            return false;
        var finish = frame.LastIndexOf("\"finish_reason\":"u8);
        if (finish < at || !frame[(finish + 16)..].StartsWith("null"u8) || frame[..finish].IndexOf("\"finish_reason\":"u8) >= 0)
            return false;
        var usage = frame.IndexOf("\"usage\""u8);
        return (usage < 0 || frame[(usage + 7)..].StartsWith(":null"u8)) && frame.IndexOf("\"error\""u8) < 0;
    }

    static ReadOnlySpan<byte> PlainDelta => "\"delta\":{\"content\":\""u8;

    protected override FrameFacts Event(in SseFields fields)
    {
        var data = fields.Data;
        if (IsDone(data))
            return FrameFacts.Event | FrameFacts.Terminal;
        if (fields.Event.SequenceEqual("error"u8))
            return Failed(ErrorReader.Read(data, out var known), foreign: !known);

        var facts = FrameFacts.Event;
        var reader = JsonPeek.Reader(data);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return Unreadable(fields);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
            {
                reader.Read();
                facts |= Choices(ref reader);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                Report.OutputIsFinal |= Usage.Read(ref reader, Report);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                // "error": null is no error; some servers write the member always.
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String)
                    return Failed(ErrorReader.Read(data, out var nested), foreign: !nested);
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8))
                    return Failed(ErrorReader.Read(data, out _), foreign: true);
            }
            else if (!reader.TrySkip())
            {
                break;
            }
        }

        return facts;
    }

    static FrameFacts Choices(ref Utf8JsonReader reader)
    {
        var facts = FrameFacts.None;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.TrySkip();
            return facts;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("delta"u8))
                {
                    reader.Read();
                    facts |= Delta(ref reader);
                }
                else if (reader.ValueTextEquals("text"u8))
                {
                    reader.Read();
                    facts |= JsonPeek.NonEmptyString(ref reader) ? FrameFacts.Content : FrameFacts.None;
                }
                else if (reader.ValueTextEquals("finish_reason"u8))
                {
                    reader.Read();
                    facts |= JsonPeek.NonEmptyString(ref reader) ? FrameFacts.Finish : FrameFacts.None;
                }
                else if (!reader.TrySkip())
                {
                    return facts;
                }
            }
        }

        return facts;
    }

    /// <summary>Content is anything in a delta but the role: servers name reasoning, refusals and tools in many ways.</summary>
    static FrameFacts Delta(ref Utf8JsonReader reader)
    {
        var facts = FrameFacts.None;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.TrySkip();
            return facts;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var role = reader.ValueTextEquals("role"u8);
            if (!reader.Read())
                break;
            var some = reader.TokenType == JsonTokenType.String ? JsonPeek.NonEmptyString(ref reader) : JsonPeek.NonEmptyContainer(ref reader);
            if (some && !role)
                facts |= FrameFacts.Content;
        }

        return facts;
    }
}
