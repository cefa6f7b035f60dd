using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sluice.Testing;

/// <summary>Takes an HTTP/1.x answer apart as it arrives, byte for byte, and says when it is complete.</summary>
internal sealed class ResponseParser(string method, RecordedResponse response)
{
    enum Part { Head, Counted, UntilClose, ChunkSize, ChunkData, ChunkEnd, Trailers, Done }

    readonly ArrayBufferWriter<byte> _line = new();
    readonly List<string> _lines = [];
    Part _part;
    long _left;

    /// <summary>Whether the framing is satisfied and nothing more belongs to this answer.</summary>
    public bool Done => _part == Part.Done;

    /// <summary>Whether the close of the connection is a proper end here.</summary>
    public bool MayClose => _part is Part.UntilClose or Part.Done;

    /// <summary>Takes bytes and returns how many belong to this answer.</summary>
    public int Take(TimeSpan at, ReadOnlySpan<byte> bytes)
    {
        var rest = bytes;
        while (!rest.IsEmpty && !Done)
            rest = rest[(_part is Part.Counted or Part.UntilClose or Part.ChunkData ? TakeData(at, rest) : TakeLine(at, rest))..];
        return bytes.Length - rest.Length;
    }

    int TakeData(TimeSpan at, ReadOnlySpan<byte> bytes)
    {
        var length = _part == Part.UntilClose ? bytes.Length : (int)Math.Min(_left, bytes.Length);
        response.AppendBody(at, bytes[..length]);
        _left -= length;
        if (_part != Part.UntilClose && _left == 0)
            _part = _part == Part.Counted ? Part.Done : Part.ChunkEnd;
        return length;
    }

    int TakeLine(TimeSpan at, ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        _line.Write(end < 0 ? bytes : bytes[..end]);
        if (end < 0)
            return bytes.Length;
        var line = Encoding.Latin1.GetString(_line.WrittenSpan);
        _line.ResetWrittenCount();
        TakeLine(at, line.EndsWith('\r') ? line[..^1] : line);
        return end + 1;
    }

    void TakeLine(TimeSpan at, string line)
    {
        if (_part == Part.ChunkSize)
            TakeChunkSize(line);
        else if (_part == Part.ChunkEnd)
            _part = line.Length == 0 ? Part.ChunkSize : throw new MalformedResponseException($"'{line}' follows the data of a chunk.");
        else if (line.Length > 0)
            _lines.Add(line);
        else if (_part == Part.Trailers)
            (response.Trailers, _part) = (new([.. _lines.Select(ReceivedHead.Field)]), Part.Done);
        else
            TakeHead(at);
    }

    void TakeChunkSize(string line)
    {
        if (!long.TryParse(line.Split(';', 2)[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _left))
            throw new MalformedResponseException($"The chunk size is '{line}', where a hexadecimal number was expected.");
        response.NoteChunk(last: _left == 0);
        _part = _left == 0 ? Part.Trailers : Part.ChunkData;
    }

    void TakeHead(TimeSpan at)
    {
        if (_lines.Count == 0)
            throw new MalformedResponseException("The answer begins with an empty line, where a status line was expected.");
        var head = ReceivedHead.Parse(_lines, at);
        _lines.Clear();
        if (head.Status is >= 100 and < 200 and not 101)
        {
            response.NoteInterim(head);
            return;
        }
        _part = Framing(head);
        response.NoteHead(head);
    }

    Part Framing(ReceivedHead head)
    {
        if (method == "HEAD" || head.Status is 204 or 304 || (method == "CONNECT" && head.Status is >= 200 and < 300))
            return Part.Done;
        if (head.Headers.HasToken("transfer-encoding", "chunked"))
            return Part.ChunkSize;
        if (head.Headers["content-length"] is not { } text)
            return Part.UntilClose;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _left))
            throw new MalformedResponseException($"Content-Length is '{text}', where a decimal number was expected.");
        return _left == 0 ? Part.Done : Part.Counted;
    }
}
