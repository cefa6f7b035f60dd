using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Sluice.Dialects.OpenAI;
using Sluice.Relay;

namespace Sluice.Dialects.OpenAIChat;

/// <summary>
/// Hides what we asked for and the client did not: the usage chunk with empty choices, and <c>"usage":null</c> on the others. All other
/// frames pass byte for byte; a chunk that carries both choices and usage would have come unasked too, and stays.
/// </summary>
sealed class UsageFilter : StreamEncoder
{
    bool _droppedAtCr;

    public override bool ForwardsBytes => true;

    public override bool NeedsWholeFrames => true;

    public override bool Edits(ReadOnlySpan<byte> frames) => _droppedAtCr || frames.IndexOf("\"usage\""u8) >= 0 || EventLines.NeedCleaning(frames);

    public override void WriteFrame(ReadOnlySpan<byte> frame, PipeWriter downstream)
    {
        // A dropped frame whose last CRLF came in two reads leaves its LF behind as a frame of its own.
        var orphan = _droppedAtCr && frame.SequenceEqual("\n"u8);
        _droppedAtCr = false;
        if (orphan)
            return;
        if (EventLines.NeedCleaning(frame))
        {
            var clean = new ArrayBufferWriter<byte>(frame.Length);
            EventLines.Clean(frame, clean);
            frame = clean.WrittenSpan;
        }

        if (frame.IndexOf("\"usage\""u8) < 0)
        {
            downstream.Write(frame);
            return;
        }

        var data = SseFields.Parse(frame).Data;
        var finding = Look(data);
        if (finding.Drop)
        {
            _droppedAtCr = frame[^1] == (byte)'\r';
            return;
        }

        if (finding.Length == 0)
        {
            downstream.Write(frame);
        }
        else if (frame.Overlaps(data, out var at))
        {
            downstream.Write(frame[..(at + finding.Start)]);
            downstream.Write(frame[(at + finding.Start + finding.Length)..]);
        }
        else
        {
            CutLines(frame, finding.Start, finding.Start + finding.Length, downstream);
        }
    }

    /// <summary>Data over several lines stands in the frame in pieces: what is to go is cut out of each, and the lines stay.</summary>
    static void CutLines(ReadOnlySpan<byte> frame, int start, int end, PipeWriter downstream)
    {
        var at = frame.StartsWith("\uFEFF"u8) ? 3 : 0;
        downstream.Write(frame[..at]);
        frame = frame[at..];
        for (at = 0; !frame.IsEmpty;)
        {
            var length = frame.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var found ? found : frame.Length;
            var from = length;
            var to = length;
            if (SseFields.IsData(frame[..length], out var value))
            {
                from = length - value.Length + Math.Clamp(start - at, 0, value.Length);
                to = length - value.Length + Math.Clamp(end - at, 0, value.Length);
                at += value.Length + 1;
            }

            length = Math.Min(length + 1, frame.Length);
            downstream.Write(frame[..from]);
            downstream.Write(frame[to..length]);
            frame = frame[length..];
        }
    }

    readonly record struct Finding(bool Drop, int Start, int Length);

    static Finding Look(ReadOnlySpan<byte> data)
    {
        var empty = false;
        var usage = false;
        var first = true;
        var cut = default(Finding);
        try
        {
            var reader = JsonPeek.Reader(data);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return default;
            while (true)
            {
                // The comma in front of a member is not a token: it lies between the end of the last value and the member's name.
                var before = (int)reader.BytesConsumed;
                if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
                    break;
                var isUsage = reader.ValueTextEquals("usage"u8);
                var isChoices = reader.ValueTextEquals("choices"u8);
                var leads = first;
                first = false;
                reader.Read();
                if (isChoices && reader.TokenType == JsonTokenType.StartArray)
                {
                    empty = !JsonPeek.NonEmptyContainer(ref reader);
                    continue;
                }

                if (isUsage && reader.TokenType == JsonTokenType.Null)
                    cut = new Finding(false, before, (int)reader.BytesConsumed - before + (leads ? CommaAfter(data, (int)reader.BytesConsumed) : 0));
                usage |= isUsage && reader.TokenType == JsonTokenType.StartObject;
                if (!reader.TrySkip())
                    return default;
            }
        }
        catch (JsonException)
        {
            return default;
        }

        return usage && empty ? new Finding(true, 0, 0) : cut;
    }

    static int CommaAfter(ReadOnlySpan<byte> data, int at)
    {
        var comma = data[at..].IndexOf((byte)',');
        return comma >= 0 && data.Slice(at, comma).Trim(" \t\r\n"u8).IsEmpty ? comma + 1 : 0;
    }
}
