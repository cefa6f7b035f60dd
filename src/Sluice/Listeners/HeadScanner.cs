using System.Buffers;

namespace Sluice.Listeners;

/// <summary>
/// Finds the end of a request head in bytes that arrive piece by piece, looking at each byte once. Lines end in CR LF and in nothing
/// else; control characters are refused where they stand, so a client that speaks another protocol hears so with its first byte.
/// </summary>
internal struct HeadScanner(int limit)
{
    int _seen;
    int _lines;
    int _lineLength;
    bool _afterCr;

    /// <summary>Continues behind the bytes seen before.</summary>
    /// <param name="buffer">Everything received so far, the bytes seen before included.</param>
    /// <param name="end">Where the head ends and other bytes begin, when the result is true.</param>
    /// <param name="refusal">What is wrong with the head, when it can never become a valid one.</param>
    public bool TryFindEnd(in ReadOnlySequence<byte> buffer, out SequencePosition end, out Refusal? refusal)
    {
        refusal = null;
        end = default;
        foreach (var memory in buffer.Slice(_seen))
        {
            foreach (var value in memory.Span)
            {
                if (_seen == limit)
                {
                    refusal = Refusal.TooLarge(limit);
                    return false;
                }

                if (Check(value) is { } problem)
                {
                    refusal = Refusal.Malformed(problem);
                    return false;
                }

                _seen++;
                if (Step(value))
                {
                    end = buffer.GetPosition(_seen);
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Moves on by one valid byte; true behind the empty line.</summary>
    bool Step(byte value)
    {
        if (value == '\r')
        {
            _afterCr = true;
            return false;
        }

        if (!_afterCr)
        {
            _lineLength++;
            return false;
        }

        var isEnd = _lineLength == 0;
        (_afterCr, _lineLength) = (false, 0);
        _lines++;
        return isEnd;
    }

    readonly string? Check(byte value)
    {
        if (_seen == 0 && value == 0x16)
            return "This looks like a TLS handshake, but this port speaks plain HTTP: write the proxy's address with http://.";
        if (_afterCr)
        {
            if (value != '\n')
                return "A carriage return stands without its line feed.";
            return _lines == 0 && _lineLength == 0 ? "The request begins with an empty line." : null;
        }

        return value switch
        {
            (byte)'\r' => null,
            (byte)'\n' => "A line ends in a bare line feed; expected CR LF.",
            (byte)'\t' when _lines > 0 => null,
            < 0x20 or 0x7f => $"The request head contains the control character 0x{value:x2}.",
            >= 0x80 when _lines == 0 => "The request line contains a byte outside ASCII.",
            _ => null,
        };
    }
}
