using System.Buffers;

namespace Sluice.Dialects.OpenAI;

/// <summary>
/// What breaks OpenAI's own clients and is legal in an event stream. <c>id</c> and <c>retry</c> lines: once it has seen an id, openai-python
/// dispatches an empty event at each empty line, and dies in its JSON parser; openai-java dies at a block of <c>retry</c> alone. Blanks around
/// <c>[DONE]</c>: openai-node compares it exactly.
/// </summary>
static class EventLines
{
    static ReadOnlySpan<byte> Done => "[DONE]"u8;

    /// <summary>Whether frames hold a line that has to go or to be changed.</summary>
    public static bool NeedCleaning(ReadOnlySpan<byte> frames)
    {
        while (!frames.IsEmpty)
        {
            var end = frames.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? frames : frames[..end];
            if (IsDropped(line) || IsLooseDone(line))
                return true;
            frames = end < 0 ? default : frames[(end + 1)..];
        }

        return false;
    }

    /// <summary>Writes frames without those lines; every other byte stays. A frame that held nothing else leaves no empty one behind.</summary>
    public static void Clean(ReadOnlySpan<byte> frames, IBufferWriter<byte> output)
    {
        if (IsNothingElse(frames))
            return;
        while (!frames.IsEmpty)
        {
            var end = frames.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? frames : frames[..end];
            var whole = end < 0 ? frames.Length : end + (frames[end..].StartsWith("\r\n"u8) ? 2 : 1);
            if (IsLooseDone(line))
            {
                output.Write("data: [DONE]"u8);
                output.Write(frames[line.Length..whole]);
            }
            else if (!IsDropped(line))
            {
                output.Write(frames[..whole]);
            }

            frames = frames[whole..];
        }
    }

    static bool IsNothingElse(ReadOnlySpan<byte> frame)
    {
        var dropped = false;
        foreach (var range in frame.SplitAny("\r\n"u8))
        {
            var line = frame[range];
            if (IsDropped(line))
                dropped = true;
            else if (!line.IsEmpty)
                return false;
        }

        return dropped;
    }

    static bool IsDropped(ReadOnlySpan<byte> line) => !line.IsEmpty && line[0] is (byte)'i' or (byte)'r' && (Is(line, "id"u8) || Is(line, "retry"u8));

    static bool Is(ReadOnlySpan<byte> line, ReadOnlySpan<byte> field) => line.StartsWith(field) && (line.Length == field.Length || line[field.Length] == (byte)':');

    static bool IsLooseDone(ReadOnlySpan<byte> line) =>
        line.Length is >= 11 and < 64 && SseFields.IsData(line, out var data) && !data.SequenceEqual(Done) && data.Trim(" \t"u8).SequenceEqual(Done);
}
