using System.Buffers.Text;
using System.Text;

namespace Sluice.Testing.Load;

/// <summary>How a read left a stream.</summary>
internal enum AnswerState
{
    /// <summary>There is more to come.</summary>
    Open,

    /// <summary>The HTTP message is complete.</summary>
    Complete,

    /// <summary>The answer is not a stream, or not HTTP; <see cref="AnswerReader.Fault"/> says why.</summary>
    Wrong,
}

/// <summary>
/// Reads one answer after the other on a connection: head, framing, events. It undoes chunking, since a hop may cut an event between two
/// chunks, and finds stamps wherever the reads cut them.
/// </summary>
internal sealed class AnswerReader(int size)
{
    byte[] _raw = new byte[size];
    readonly byte[] _text = new byte[size + LoadEvent.Mark.Length + LoadEvent.StampLength];
    int _held;
    int _carried;
    bool _inBody;
    bool _inTrailer;
    bool _chunked;
    long _left;
    int _line;
    bool _block;

    /// <summary>What is wrong with the answer.</summary>
    public string? Fault { get; private set; }

    /// <summary>Stamped events so far that came in their order.</summary>
    public int Events { get; private set; }

    /// <summary>Number of the first event that came twice or out of order; -1 while none did.</summary>
    public int Disordered { get; private set; } = -1;

    /// <summary>Blocks between blank lines: events of any upstream, ours included.</summary>
    public int Blocks { get; private set; }

    /// <summary>Send time in the last stamp.</summary>
    public long LastStamp { get; private set; }

    /// <summary>Time from an event's sending to its arrival, in ticks.</summary>
    public List<long> Ages { get; } = [];

    /// <summary>Where the next read goes.</summary>
    public Memory<byte> Space => _raw.AsMemory(_held);

    /// <summary>Begins the next answer.</summary>
    public void Next()
    {
        (_held, _carried, _inBody, _inTrailer, _chunked, _left, _line, _block) = (0, 0, false, false, false, 0, 0, false);
        (Fault, Events, Disordered, Blocks) = (null, 0, -1, 0);
    }

    /// <summary>Takes what was read into <see cref="Space"/>.</summary>
    /// <param name="count">Bytes.</param>
    /// <param name="now">When they came.</param>
    public AnswerState Take(int count, long now)
    {
        _held += count;
        var at = 0;
        if (!_inBody)
        {
            var end = _raw.AsSpan(0, _held).IndexOf("\r\n\r\n"u8);
            if (end < 0)
                return _held == _raw.Length ? Grow() : AnswerState.Open;
            at = end + 4;
            if (!Head(_raw.AsSpan(0, end)))
            {
                Fault += ": " + Encoding.UTF8.GetString(_raw.AsSpan(at, Math.Min(200, _held - at))).ReplaceLineEndings(" ");
                return AnswerState.Wrong;
            }

            _inBody = true;
        }

        var state = _chunked ? Chunks(ref at, now) : Plain(ref at, now);
        _raw.AsSpan(at, _held - at).CopyTo(_raw);
        _held -= at;
        return state;
    }

    /// <summary>Takes the end of the connection.</summary>
    public AnswerState Close()
    {
        if (_inBody && !_chunked && _left < 0)
            return AnswerState.Complete;
        Fault = _inBody ? $"the connection ended after event {Events - 1}, in an incomplete message" : "the connection ended before an answer";
        return AnswerState.Wrong;
    }

    AnswerState Grow()
    {
        if (_raw.Length > 1 << 16)
        {
            Fault = "found a head of more than 64 KiB";
            return AnswerState.Wrong;
        }

        Array.Resize(ref _raw, _raw.Length * 2);
        return AnswerState.Open;
    }

    bool Head(ReadOnlySpan<byte> head)
    {
        _left = -1;
        var first = head.IndexOf("\r\n"u8) is >= 0 and var eol ? head[..eol] : head;
        if (!first.StartsWith("HTTP/1."u8) || first.Length < 12 || !first.Slice(9, 3).SequenceEqual("200"u8))
        {
            Fault = $"found '{Encoding.UTF8.GetString(first)}', expected status 200";
            return false;
        }

        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            var colon = line.IndexOf((byte)':');
            if (colon < 0)
                continue;
            var value = line[(colon + 1)..].Trim((byte)' ');
            if (Ascii.EqualsIgnoreCase(line[..colon], "transfer-encoding"u8))
                _chunked = true;
            else if (Ascii.EqualsIgnoreCase(line[..colon], "content-length"u8) && Utf8Parser.TryParse(value, out long length, out _))
                _left = length;
        }

        if (_chunked)
            _left = 0;
        return true;
    }

    AnswerState Plain(ref int at, long now)
    {
        var count = _left < 0 ? _held - at : (int)Math.Min(_left, _held - at);
        Text(_raw.AsSpan(at, count), now);
        at += count;
        if (_left > 0)
            _left -= count;
        return _left == 0 ? AnswerState.Complete : AnswerState.Open;
    }

    /// <summary>What is left of a chunk counts its line end too.</summary>
    AnswerState Chunks(ref int at, long now)
    {
        while (at < _held)
        {
            if (_left > 0)
            {
                var count = (int)Math.Min(_left, _held - at);
                var data = (int)Math.Min(Math.Max(0, _left - 2), count);
                Text(_raw.AsSpan(at, data), now);
                _left -= count;
                at += count;
                continue;
            }

            var line = _raw.AsSpan(at, _held - at);
            var end = line.IndexOf("\r\n"u8);
            if (end < 0)
                return line.Length < 4096 ? AnswerState.Open : Unreadable(line);
            at += end + 2;
            if (_inTrailer)
            {
                if (end == 0)
                    return AnswerState.Complete;
                continue;
            }

            if (!Utf8Parser.TryParse(line[..end], out long length, out var used, 'x') || used == 0 || length < 0)
                return Unreadable(line[..end]);
            _inTrailer = length == 0;
            _left = length == 0 ? 0 : length + 2;
        }

        return AnswerState.Open;
    }

    AnswerState Unreadable(ReadOnlySpan<byte> line)
    {
        Fault = $"found '{Encoding.ASCII.GetString(line[..Math.Min(40, line.Length)])}', expected the size of a chunk";
        return AnswerState.Wrong;
    }

    void Text(ReadOnlySpan<byte> fresh, long now)
    {
        if (fresh.IsEmpty)
            return;
        Count(fresh);
        fresh.CopyTo(_text.AsSpan(_carried));
        var text = _text.AsSpan(0, _carried + fresh.Length);
        var at = 0;
        while (text[at..].IndexOf(LoadEvent.Mark) is >= 0 and var offset)
        {
            var mark = at + offset;
            at = mark + LoadEvent.Mark.Length;
            if (text.Length - at < LoadEvent.StampLength)
            {
                Carry(text[mark..]);
                return;
            }

            if (LoadEvent.TryRead(text[at..], out var number, out var sent))
                See(number, sent, now);
        }

        Carry(text[Math.Max(at, text.Length - LoadEvent.Mark.Length + 1)..]);
    }

    void Carry(ReadOnlySpan<byte> rest)
    {
        rest.CopyTo(_text);
        _carried = rest.Length;
    }

    void See(int number, long sent, long now)
    {
        if (number == Events)
            Events++;
        else if (Disordered < 0)
            Disordered = number;
        LastStamp = sent;
        Ages.Add(now - sent);
    }

    /// <summary>Counts blank lines behind lines that are not, with line feeds alone or behind carriage returns.</summary>
    void Count(ReadOnlySpan<byte> fresh)
    {
        while (fresh.IndexOf((byte)'\n') is >= 0 and var end)
        {
            if (_line + Weight(fresh[..end]) > 0)
                _block = true;
            else if (_block)
                (_block, Blocks) = (false, Blocks + 1);
            _line = 0;
            fresh = fresh[(end + 1)..];
        }

        _line += Weight(fresh);
    }

    static int Weight(ReadOnlySpan<byte> piece) => piece.Length - (piece is [.., (byte)'\r'] ? 1 : 0);
}
