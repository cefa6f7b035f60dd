using System.Text.Json;
using Sluice.Relay;

namespace Sluice.Dialects.AnthropicMessages;

/// <summary>
/// Reads Messages events: <c>message_start</c>, blocks, <c>message_delta</c> with the stop reason and cumulative usage, <c>message_stop</c>.
/// </summary>
sealed class AnthropicMessagesInspector(StreamReport report, Sanitizer sanitizer) : DialectInspector(report, sanitizer)
{
    protected override FrameFacts Event(in SseFields fields)
    {
        var data = fields.Data;
        var facts = FrameFacts.Event;
        var stopped = false;
        var wholeBlock = false;
        var error = false;
        string? type = null;
        var reader = JsonPeek.Reader(data);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return Unreadable(fields);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = JsonPeek.Name(ref reader);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                Report.OutputIsFinal |= Usage.Read(ref reader, Report);
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                reader.Read();
                Message(ref reader);
            }
            else if (reader.ValueTextEquals("delta"u8))
            {
                reader.Read();
                stopped = Member(ref reader, "stop_reason"u8) is { Length: > 0 };
            }
            else if (reader.ValueTextEquals("content_block"u8))
            {
                reader.Read();
                wholeBlock = Member(ref reader, "type"u8) is not ("text" or "thinking");
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                error |= reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String;
                reader.TrySkip();
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                error |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8);
                reader.TrySkip();
            }
            else if (!reader.TrySkip())
            {
                break;
            }
        }

        var named = fields.Event.SequenceEqual("error"u8);
        if (error || named || type == "error")
        {
            var failure = ErrorReader.Read(data, out var nested);
            return Failed(failure, foreign: !nested || !named || type != "error");
        }

        return facts | (type ?? System.Text.Encoding.UTF8.GetString(fields.Event)) switch
        {
            "content_block_delta" => FrameFacts.Content,
            "content_block_start" when wholeBlock => FrameFacts.Content,
            "message_delta" when stopped => FrameFacts.Finish,
            "message_stop" => FrameFacts.Terminal,
            _ => FrameFacts.None,
        };
    }

    void Message(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.TrySkip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("usage"u8))
            {
                // The start carries the input's count and a beginning of the output's: not the last word.
                reader.Read();
                Usage.Read(ref reader, Report);
            }
            else if (!reader.TrySkip())
            {
                return;
            }
        }
    }

    static string? Member(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        string? value = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.TrySkip();
            return value;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(name))
            {
                reader.Read();
                value = JsonPeek.Text(ref reader);
            }
            else if (!reader.TrySkip())
            {
                break;
            }
        }

        return value;
    }
}
