using System.Text;
using System.Text.Json;

namespace Sluice.Dialects;

/// <summary>Small forward-only reads of JSON that may be cut off: they report what is there, and stop quietly where it ends.</summary>
static class JsonPeek
{
    /// <summary>A reader that takes a cut-off text for unfinished, not for wrong.</summary>
    public static Utf8JsonReader Reader(ReadOnlySpan<byte> json) =>
        new(json, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { AllowTrailingCommas = true, MaxDepth = 256 }));

    /// <summary>Moves over a value; false where the text ends inside it.</summary>
    public static bool Skip(ref Utf8JsonReader reader) => reader.TrySkip();

    /// <summary>A number, or a number in a string; null for anything else.</summary>
    public static long? Integer(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetInt64(out var integer) ? integer : reader.TryGetDouble(out var real) ? (long)real : null;
        reader.TrySkip();
        return null;
    }

    /// <summary>The value as text: strings as they are, numbers and booleans as written, null for the rest.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                // Not GetString: an upstream's invalid UTF-8 must become a visible replacement, not an exception.
                return reader.ValueIsEscaped ? Unescape(reader) : Encoding.UTF8.GetString(reader.ValueSpan);
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                return Encoding.UTF8.GetString(reader.ValueSpan);
            default:
                reader.TrySkip();
                return null;
        }
    }

    static readonly (byte[] Bytes, string Text)[] Names = [.. new[]
    {
        "content_block_delta", "response.output_text.delta", "response.reasoning_text.delta", "response.reasoning_summary_text.delta",
        "response.function_call_arguments.delta", "content_block_start", "content_block_stop", "message_start", "message_delta", "message_stop", "ping",
        "response.output_item.added", "response.output_item.done", "response.content_part.added", "response.content_part.done", "message", "text",
    }.Select(name => (System.Text.Encoding.UTF8.GetBytes(name), name))];

    /// <summary>The value as text, without an allocation for the names that streams repeat with every event.</summary>
    public static string? Name(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
        {
            foreach (var (bytes, text) in Names)
            {
                if (reader.ValueSpan.SequenceEqual(bytes))
                    return text;
            }
        }

        return Text(ref reader);
    }

    static string Unescape(Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // Lone surrogate escapes: keep the text as written.
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    /// <summary>Whether the value is a string with at least one character.</summary>
    public static bool NonEmptyString(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.ValueSpan.Length > 0;
        reader.TrySkip();
        return false;
    }

    /// <summary>Whether the value is an array or object with something in it; moves over it.</summary>
    public static bool NonEmptyContainer(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
            return false;
        var depth = reader.CurrentDepth;
        var some = reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject);
        while (reader.CurrentDepth > depth && reader.Read())
        {
        }

        return some;
    }
}
