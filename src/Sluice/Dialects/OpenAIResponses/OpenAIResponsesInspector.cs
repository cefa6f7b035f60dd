using System.Text.Json;
using Sluice.Relay;

namespace Sluice.Dialects.OpenAIResponses;

/// <summary>
/// Reads Responses events by the <c>type</c> in their data. Exactly one of <c>response.completed</c>, <c>response.incomplete</c>,
/// <c>response.failed</c> or <c>error</c> ends a stream; usage stands in any of the first three.
/// </summary>
sealed class OpenAIResponsesInspector(StreamReport report, Sanitizer sanitizer) : DialectInspector(report, sanitizer)
{
    protected override FrameFacts Event(in SseFields fields)
    {
        var data = fields.Data;
        if (IsDone(data))
            return FrameFacts.Event;
        var type = "";
        string? item = null;
        var error = false;
        var numbered = Report.NextSequence;
        var reader = JsonPeek.Reader(data);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return Unreadable(fields);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = JsonPeek.Name(ref reader) ?? "";
            }
            else if (reader.ValueTextEquals("sequence_number"u8))
            {
                reader.Read();
                Report.NextSequence = (JsonPeek.Integer(ref reader) ?? 0) + 1;
            }
            else if (reader.ValueTextEquals("item"u8))
            {
                reader.Read();
                item = ItemType(ref reader);
            }
            else if (reader.ValueTextEquals("response"u8))
            {
                reader.Read();
                Response(ref reader);
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

        if (type.Length == 0)
            type = System.Text.Encoding.UTF8.GetString(fields.Event);
        if (type == "error" || (error && !type.StartsWith("response.", StringComparison.Ordinal)))
            // The dialect's own error event is flat, and openai-node takes that for an ordinary event: ours carries the nested form too.
            return Ended(Failed(ErrorReader.Read(data, out _), foreign: true), numbered);
        if (type == "response.failed")
            return Ended(Failed(ErrorReader.Read(data, out _), foreign: false) | FrameFacts.Terminal, numbered);
        return FrameFacts.Event | Meaning(type, item);
    }

    /// <summary>An event that is replaced by one of ours gives it its number.</summary>
    FrameFacts Ended(FrameFacts facts, long number)
    {
        if ((facts & FrameFacts.ForeignError) != 0)
            Report.NextSequence = number;
        return facts;
    }

    static FrameFacts Meaning(string type, string? item) => type switch
    {
        "response.completed" or "response.incomplete" => FrameFacts.Finish | FrameFacts.Terminal,
        "response.output_item.added" => item is "message" or "reasoning" or null ? FrameFacts.None : FrameFacts.Content,
        "response.image_generation_call.partial_image" or "response.output_text.annotation.added" => FrameFacts.Content,
        _ => type.EndsWith(".delta", StringComparison.Ordinal) ? FrameFacts.Content : FrameFacts.None,
    };

    void Response(ref Utf8JsonReader reader)
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
                reader.Read();
                Report.OutputIsFinal |= Usage.Read(ref reader, Report);
            }
            else if (!reader.TrySkip())
            {
                return;
            }
        }
    }

    static string? ItemType(ref Utf8JsonReader reader)
    {
        string? type = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.TrySkip();
            return type;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = JsonPeek.Name(ref reader);
            }
            else if (!reader.TrySkip())
            {
                break;
            }
        }

        return type;
    }
}
