using System.Text.Json;
using Sluice.Relay;

namespace Sluice.Dialects;

/// <summary>
/// A whole JSON answer: a stream of one frame. It may be an error in spite of its status, it carries usage, and it is complete only if the
/// JSON is: a close-delimited body that was cut ends as cleanly as one that was not.
/// </summary>
sealed class WholeJsonInspector(StreamReport report) : FrameInspector
{
    /// <summary>Longest start that is looked at for an error.</summary>
    const int Opening = 64;

    public override bool BytesAreContent => true;

    public override bool EndCompletes => Finished;

    public override FrameFacts Inspect(ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("\uFEFF"u8))
            frame = frame[3..];
        var reader = JsonPeek.Reader(frame);
        try
        {
            if (!reader.Read())
                return FrameFacts.None;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                Finished = reader.TrySkip();
                return FrameFacts.Event | FrameFacts.Content;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("error"u8) && ErrorFollows(reader))
                {
                    report.Error ??= ErrorReader.Read(frame, out _);
                    return FrameFacts.Event | FrameFacts.Error | FrameFacts.ForeignError;
                }

                if (reader.ValueTextEquals("usage"u8))
                {
                    reader.Read();
                    Usage.Read(ref reader, report);
                    report.OutputIsFinal = true;
                }
                else if (reader.ValueTextEquals("input_tokens"u8))
                {
                    // Anthropic's count_tokens answers with the number alone.
                    reader.Read();
                    report.InputTokens = JsonPeek.Integer(ref reader);
                }
                else if (!reader.TrySkip())
                {
                    break;
                }
            }

            Finished = reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0;
        }
        catch (JsonException)
        {
            // Something else under a JSON label: its meaning is not ours, and its end is the transport's.
            Finished = true;
        }

        return FrameFacts.Event | FrameFacts.Content;
    }

    static bool ErrorFollows(Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String;

    public override bool MayHoldError(ReadOnlySpan<byte> fresh, bool atFrameStart)
    {
        if (!atFrameStart || Finished)
            return false;
        fresh = fresh.TrimStart(" \t\r\n"u8);
        if (fresh.Length < 9)
            return "{\"error\""u8.StartsWith(fresh) || "{\"type\":\"error\""u8.StartsWith(fresh);
        var head = fresh[..Math.Min(fresh.Length, Opening)];
        return head.StartsWith("{"u8) && (head.IndexOf("\"error\""u8) is >= 0 and < 24);
    }
}
