using Sluice.Dialects;
using Sluice.Relay;

namespace Sluice.Diagnosis.Probing;

/// <summary>Counts the events of a body that carries no stamps: server-sent events with data, or lines.</summary>
internal sealed class EventCounter : IDisposable
{
    const int LargestFrame = 1 << 20;

    readonly FrameScanner _scanner;
    readonly MemoryStream _frame = new();
    long _before;

    public EventCounter(string? contentType) =>
        _scanner = contentType?.Contains("event-stream", StringComparison.OrdinalIgnoreCase) is true ? new SseScanner() : new JsonLinesScanner();

    /// <summary>Whether the dialect's own terminator has been seen.</summary>
    public bool Terminated { get; private set; }

    /// <summary>Shows the next bytes.</summary>
    /// <param name="fresh">Bytes not shown before.</param>
    /// <param name="found">Takes the number of bytes of the body up to the end of each event that is now complete.</param>
    public void Scan(ReadOnlySpan<byte> fresh, Action<long> found)
    {
        while (!fresh.IsEmpty)
        {
            var end = _scanner.FindEnd(fresh);
            var part = end < 0 ? fresh : fresh[..end];
            if (_frame.Length < LargestFrame)
                _frame.Write(part);
            _before += part.Length;
            fresh = fresh[part.Length..];
            if (end < 0)
                return;
            if (IsEvent(_frame.GetBuffer().AsSpan(0, (int)_frame.Length)))
                found(_before);
            _frame.SetLength(0);
        }
    }

    public void Dispose() => _frame.Dispose();

    bool IsEvent(ReadOnlySpan<byte> frame)
    {
        if (_scanner is not SseScanner)
            return !frame.TrimEnd("\r\n"u8).IsEmpty;
        // Comments are heartbeats: alive, but nothing that the application waits for.
        var fields = SseFields.Parse(frame);
        Terminated |= fields.Data.TrimEnd((byte)' ').SequenceEqual("[DONE]"u8)
            || fields.Event.SequenceEqual("message_stop"u8)
            || fields.Event.SequenceEqual("response.completed"u8) || fields.Event.SequenceEqual("response.incomplete"u8)
            // Some servers end with a finish reason and never say [DONE].
            || fields.Data.IndexOf("\"finish_reason\":\""u8) >= 0 || fields.Data.IndexOf("\"finish_reason\": \""u8) >= 0;
        return fields.HasData;
    }
}
