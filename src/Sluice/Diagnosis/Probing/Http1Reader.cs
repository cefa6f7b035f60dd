using System.Globalization;
using System.Text;

namespace Sluice.Diagnosis.Probing;

/// <summary>Reads one HTTP/1.x answer incrementally: the head, and which of the bytes behind it are body.</summary>
internal sealed class Http1Reader
{
    const int LargestHead = 128 << 10;

    readonly List<byte> _line = [];
    readonly List<KeyValuePair<string, string>> _headers = [];
    State _state = State.Status;
    long _left;

    enum State
    {
        Status,
        Header,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailer,
        Length,
        Close,
        Done,
    }

    /// <summary>The status.</summary>
    public int Status { get; private set; }

    /// <summary>The version of the status line.</summary>
    public Version Version { get; private set; } = new(1, 1);

    /// <summary>The headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    /// <summary>How the body is delimited.</summary>
    public BodyFraming Framing { get; private set; }

    /// <summary>Bytes of the head.</summary>
    public int HeadBytes { get; private set; }

    /// <summary>Whether the head is complete.</summary>
    public bool HasHead => _state > State.Header;

    /// <summary>Whether the message is complete.</summary>
    public bool Done => _state == State.Done;

    /// <summary>Whether the end of the connection is the end of the message.</summary>
    public bool MayClose => _state is State.Close or State.Done;

    /// <summary>Takes bytes off the connection.</summary>
    /// <param name="bytes">What was read.</param>
    /// <param name="body">Takes the bytes of the body in them.</param>
    /// <exception cref="InvalidDataException">They are no HTTP/1.x answer.</exception>
    public void Take(ReadOnlySpan<byte> bytes, List<byte> body)
    {
        while (!bytes.IsEmpty && _state != State.Done)
        {
            var taken = _state switch
            {
                State.ChunkData or State.Length => TakeCounted(bytes, body),
                State.Close => TakeAll(bytes, body),
                _ => TakeLine(bytes),
            };
            bytes = bytes[taken..];
        }
    }

    static int TakeAll(ReadOnlySpan<byte> bytes, List<byte> body)
    {
        body.AddRange(bytes);
        return bytes.Length;
    }

    int TakeCounted(ReadOnlySpan<byte> bytes, List<byte> body)
    {
        var count = (int)Math.Min(_left, bytes.Length);
        body.AddRange(bytes[..count]);
        _left -= count;
        if (_left == 0)
            _state = _state == State.Length ? State.Done : State.ChunkEnd;
        return count;
    }

    int TakeLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var taken = end < 0 ? bytes.Length : end + 1;
        _line.AddRange(bytes[..taken]);
        if (!HasHead)
            HeadBytes += taken;
        if (_line.Count > LargestHead)
            throw new InvalidDataException($"a line of the answer is longer than {LargestHead >> 10} KiB");
        if (end >= 0)
        {
            var line = Encoding.Latin1.GetString(_line.ToArray()).TrimEnd('\r', '\n');
            _line.Clear();
            TakeLine(line);
        }

        return taken;
    }

    void TakeLine(string line)
    {
        switch (_state)
        {
            case State.Status:
                TakeStatus(line);
                break;
            case State.Header when line.Length == 0:
                EndHead();
                break;
            case State.Header:
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon <= 0)
                    throw new InvalidDataException($"found '{Shorten(line)}' where a header was expected");
                _headers.Add(new(line[..colon].Trim(), line[(colon + 1)..].Trim()));
                break;
            case State.ChunkSize:
                TakeChunkSize(line);
                break;
            case State.ChunkEnd:
                _state = State.ChunkSize;
                break;
            case State.Trailer when line.Length == 0:
                _state = State.Done;
                break;
        }
    }

    void TakeStatus(string line)
    {
        var parts = line.Split(' ', 3);
        if (parts.Length < 2 || !parts[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            throw new InvalidDataException($"found '{Shorten(line)}' where a status line such as 'HTTP/1.1 200 OK' was expected");
        Status = status;
        Version = parts[0].EndsWith('0') ? new(1, 0) : new(1, 1);
        _state = State.Header;
    }

    void EndHead()
    {
        if (Status is >= 100 and < 200)
        {
            // An interim answer, such as 103 with hints: the real one follows.
            _headers.Clear();
            HeadBytes = 0;
            _state = State.Status;
            return;
        }

        var coding = Value("Transfer-Encoding");
        (Framing, _state) = coding?.Contains("chunked", StringComparison.OrdinalIgnoreCase) is true ? (BodyFraming.Chunked, State.ChunkSize)
            : Status is 204 or 304 ? (BodyFraming.Length, State.Done)
            : long.TryParse(Value("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out _left) ? (BodyFraming.Length, _left == 0 ? State.Done : State.Length)
            : (BodyFraming.Close, State.Close);
    }

    void TakeChunkSize(string line)
    {
        var size = line.Split(';', 2)[0].Trim();
        if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _left) || _left < 0)
            throw new InvalidDataException($"found '{Shorten(line)}' where the size of a chunk was expected");
        _state = _left == 0 ? State.Trailer : State.ChunkData;
    }

    string? Value(string name) => _headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    static string Shorten(string line) => line.Length > 60 ? line[..60] + "..." : line;
}
