using System.Buffers;
using System.Text;

namespace Sluice.Testing;

/// <summary>
/// Reads an event stream as the WHATWG rules say, from pieces cut anywhere. It shares no code with the gateway on purpose:
/// a mistake in one must not hide the same mistake in the other.
/// </summary>
internal sealed class SseParser
{
    static ReadOnlySpan<byte> Bom => [0xEF, 0xBB, 0xBF];

    readonly ArrayBufferWriter<byte> _line = new();
    readonly StringBuilder _data = new();
    string? _name, _id, _retry;
    bool _hasData, _hasFields, _skipLineFeed;
    long _position, _lineStart, _blockStart;

    /// <summary>All blocks with fields.</summary>
    public List<ReceivedEvent> Blocks { get; } = [];

    /// <summary>The blocks that carry data: what a client would see.</summary>
    public List<ReceivedEvent> Events { get; } = [];

    public List<ReceivedComment> Comments { get; } = [];

    /// <summary>Whether bytes have come after the last blank line: an event that was cut.</summary>
    public bool InsideBlock => _hasFields || _line.WrittenCount > 0;

    public void Append(TimeSpan at, ReadOnlySpan<byte> bytes)
    {
        if (_skipLineFeed && bytes is [(byte)'\n', ..])
        {
            bytes = Advance(bytes, 1);
            _lineStart = _position;
        }
        if (!bytes.IsEmpty)
            _skipLineFeed = false;
        while (bytes.IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and var end)
        {
            _line.Write(bytes[..end]);
            var carriageReturn = bytes[end] == (byte)'\r';
            bytes = Advance(bytes, end + 1);
            if (carriageReturn && bytes is [(byte)'\n', ..])
                bytes = Advance(bytes, 1);
            else
                _skipLineFeed = carriageReturn && bytes.IsEmpty;
            TakeLine(at);
        }
        _line.Write(bytes);
        Advance(bytes, bytes.Length);
    }

    ReadOnlySpan<byte> Advance(ReadOnlySpan<byte> bytes, int count)
    {
        _position += count;
        return bytes[count..];
    }

    void TakeLine(TimeSpan at)
    {
        var line = _line.WrittenSpan;
        var start = _lineStart;
        if (start == 0 && line.StartsWith(Bom))
            line = line[3..];
        if (line.IsEmpty)
            Dispatch(at);
        else if (line[0] == (byte)':')
            Comments.Add(new(Text(line[1..]), at, start));
        else
            TakeField(line, start);
        _line.ResetWrittenCount();
        _lineStart = _position;
    }

    void TakeField(ReadOnlySpan<byte> line, long start)
    {
        if (!_hasFields)
            _blockStart = start;
        _hasFields = true;
        var colon = line.IndexOf((byte)':');
        var name = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? "" : Text(line[(colon + 1)..]);
        if (name.SequenceEqual("data"u8))
        {
            if (_hasData)
                _data.Append('\n');
            _data.Append(value);
            _hasData = true;
        }
        else if (name.SequenceEqual("event"u8))
            _name = value;
        else if (name.SequenceEqual("id"u8))
            _id = value;
        else if (name.SequenceEqual("retry"u8))
            _retry = value;
    }

    void Dispatch(TimeSpan at)
    {
        if (_hasFields)
        {
            var block = new ReceivedEvent(_name, _hasData ? _data.ToString() : null, _id, _retry, at, _blockStart, _position);
            Blocks.Add(block);
            if (_hasData)
                Events.Add(block);
        }
        (_name, _id, _retry, _hasData, _hasFields) = (null, null, null, false, false);
        _data.Clear();
    }

    static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes is [(byte)' ', ..] ? bytes[1..] : bytes);
}
