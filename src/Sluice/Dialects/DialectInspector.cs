using System.Text.Json;
using Sluice.Relay;

namespace Sluice.Dialects;

/// <summary>What the inspectors of all dialects share: splitting events, finding errors early, and surviving garbage.</summary>
public abstract class DialectInspector(StreamReport report, Sanitizer sanitizer) : FrameInspector
{
    /// <summary>What was learned.</summary>
    protected StreamReport Report { get; } = report;

    /// <inheritdoc/>
    public override FrameFacts Inspect(ReadOnlySpan<byte> frame)
    {
        var fields = SseFields.Parse(frame);
        if (!fields.HasData || fields.Data.IsEmpty)
            return FrameFacts.None;
        var facts = Read(fields);
        if ((facts & FrameFacts.Content) != 0)
            Report.ContentEvents++;
        if ((facts & FrameFacts.Finish) != 0)
            Finished = true;
        return facts;
    }

    FrameFacts Read(in SseFields fields)
    {
        try
        {
            return Event(fields);
        }
        catch (Exception garbage) when (garbage is JsonException or InvalidOperationException)
        {
            return Unreadable(fields);
        }
    }

    /// <summary>
    /// Not a JSON object: in the same dialect it is passed on as it came, and the client's parser says what it thinks of it. Under the name of an
    /// error it is one all the same, and another dialect's terminator says nothing.
    /// </summary>
    protected FrameFacts Unreadable(in SseFields fields)
    {
        if (fields.Event.SequenceEqual("error"u8))
            return Failed(ErrorReader.Read(fields.Data, out _), foreign: true);
        return IsDone(fields.Data) ? FrameFacts.Event : FrameFacts.Event | FrameFacts.Content;
    }

    /// <summary>Whether data is the terminator of the OpenAI dialects.</summary>
    protected static bool IsDone(ReadOnlySpan<byte> data) => data.Trim(" \t\r\n"u8).SequenceEqual("[DONE]"u8);

    /// <inheritdoc/>
    public override bool IsWhole(ReadOnlySpan<byte> frame)
    {
        var data = SseFields.Parse(frame).Data;
        if (IsDone(data))
            return true;
        var reader = JsonPeek.Reader(data);
        try
        {
            return reader.Read() && reader.TrySkip();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Says what an event with data means.</summary>
    protected abstract FrameFacts Event(in SseFields fields);

    /// <summary>Notes the upstream's error; one whose text is not fit to be passed on counts as foreign, so that it is rewritten.</summary>
    protected FrameFacts Failed(UpstreamError error, bool foreign)
    {
        Report.Error ??= error;
        return FrameFacts.Event | FrameFacts.Error | (foreign || !sanitizer.IsClean(error) ? FrameFacts.ForeignError : FrameFacts.None);
    }

    /// <summary>
    /// Errors are structural: the word stands in quotes or is the event's name, which inside a JSON string cannot happen, since quotes are escaped
    /// there.
    /// </summary>
    public override bool MayHoldError(ReadOnlySpan<byte> fresh, bool atFrameStart)
    {
        while (true)
        {
            var at = fresh.IndexOf("error"u8);
            if (at < 0)
                return false;
            if ((at > 0 && fresh[at - 1] == (byte)'"') || (at >= 6 && (fresh[..at].EndsWith("event: "u8) || fresh[..at].EndsWith("event:"u8))))
                return true;
            fresh = fresh[(at + 5)..];
        }
    }
}
