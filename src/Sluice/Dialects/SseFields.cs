namespace Sluice.Dialects;

/// <summary>
/// The fields of one server-sent event (WHATWG HTML, 9.2.6): lines end with LF, CRLF or CR, one blank after the colon is dropped, several
/// <c>data</c> lines are joined by LF, and a leading byte order mark is ignored.
/// </summary>
public readonly ref struct SseFields
{
    /// <summary>The event's name; empty where it has none.</summary>
    public ReadOnlySpan<byte> Event { get; private init; }

    /// <summary>The event's data.</summary>
    public ReadOnlySpan<byte> Data { get; private init; }

    /// <summary>Whether there was a <c>data</c> line at all: without one nothing is dispatched.</summary>
    public bool HasData { get; private init; }

    /// <summary>Splits a frame into its fields; allocates only for data of several lines.</summary>
    public static SseFields Parse(ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("\uFEFF"u8))
            frame = frame[3..];
        ReadOnlySpan<byte> name = default, data = default;
        byte[]? joined = null;
        var lines = 0;
        while (!frame.IsEmpty)
        {
            var end = frame.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? frame : frame[..end];
            frame = end < 0 ? default : frame[(end + 1)..];
            if (IsData(line, out var value))
            {
                if (lines++ == 0)
                    data = value;
                else
                    data = joined = Join(data, value);
            }
            else if (line.StartsWith("event"u8) && Value(line, 5, out value))
            {
                name = value;
            }
        }

        return new SseFields { Event = name, Data = data, HasData = lines > 0 };
    }

    /// <summary>Whether a line holds data, or a part of it.</summary>
    internal static bool IsData(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        value = default;
        return line.StartsWith("data"u8) && Value(line, 4, out value);
    }

    static bool Value(ReadOnlySpan<byte> line, int field, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (line.Length == field)
            return true;
        if (line[field] != (byte)':')
            return false;
        value = line[(field + 1)..];
        if (!value.IsEmpty && value[0] == (byte)' ')
            value = value[1..];
        return true;
    }

    static byte[] Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var joined = new byte[first.Length + 1 + second.Length];
        first.CopyTo(joined);
        joined[first.Length] = (byte)'\n';
        second.CopyTo(joined.AsSpan(first.Length + 1));
        return joined;
    }
}
