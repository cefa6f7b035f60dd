namespace Sluice.Upstream.Http1;

/// <summary>Chunked framing (RFC 9112, 7.1), taken off a few bytes at a time. A struct that looks at each byte once and keeps none.</summary>
struct ChunkedDecoder
{
    /// <summary>Longest line of a chunk's size with its extensions, and longest trailer section, in bytes: what .NET's own client takes.</summary>
    const int LongestLine = 16 << 10;

    State _state;
    long _left;
    int _line;
    bool _digits;

    /// <summary>Whether the last chunk and its trailers were read.</summary>
    public readonly bool Ended => _state == State.Ended;

    /// <summary>Data bytes that follow directly, without framing in between.</summary>
    public readonly long Data => _state == State.Data ? _left : 0;

    /// <summary>Takes note that data bytes were passed on.</summary>
    public void Take(int count)
    {
        _left -= count;
        if (_left == 0)
            _state = State.DataEnd;
    }

    /// <summary>Reads framing up to the next data byte.</summary>
    /// <returns>How many bytes were framing.</returns>
    /// <exception cref="InvalidDataException">These bytes are not chunked framing.</exception>
    public int Skip(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && _state is not (State.Data or State.Ended))
            Step(bytes[at++]);
        return at;
    }

    void Step(byte value)
    {
        switch (_state)
        {
            case State.Size:
                Size(value);
                break;
            case State.Extension:
                Count();
                if (value == '\n')
                    SizeEnds();
                break;
            case State.DataEnd when value == '\r':
                _state = State.DataLineFeed;
                break;
            case State.DataEnd or State.DataLineFeed when value == '\n':
                _state = State.Size;
                break;
            case State.Trailer when value == '\n':
                // An empty line ends the section; any other starts the next one.
                _state = _digits ? State.Trailer : State.Ended;
                _digits = false;
                Count();
                break;
            case State.Trailer:
                _digits |= value != '\r';
                Count();
                break;
            default:
                throw new InvalidDataException("a chunk does not end where its size says");
        }
    }

    void Size(byte value)
    {
        var digit = value switch
        {
            >= (byte)'0' and <= (byte)'9' => value - '0',
            >= (byte)'a' and <= (byte)'f' => value - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => value - 'A' + 10,
            _ => -1,
        };
        if (digit >= 0)
        {
            if (_left > long.MaxValue >> 4)
                throw new InvalidDataException("a chunk's size is larger than any number");
            _left = (_left << 4) + digit;
            _digits = true;
        }
        else if (!_digits || value is not ((byte)'\r' or (byte)'\n' or (byte)';' or (byte)' ' or (byte)'\t'))
        {
            throw new InvalidDataException("a chunk does not begin with its size");
        }
        else if (value == '\n')
        {
            SizeEnds();
        }
        else
        {
            _state = State.Extension;
        }
    }

    void SizeEnds()
    {
        _state = _left == 0 ? State.Trailer : State.Data;
        _line = 0;
        _digits = false;
    }

    void Count()
    {
        if (++_line > LongestLine)
            throw new InvalidDataException("a chunk's extension or trailer is too long");
    }

    enum State : byte
    {
        Size,
        Extension,
        Data,
        DataEnd,
        DataLineFeed,
        Trailer,
        Ended,
    }
}
