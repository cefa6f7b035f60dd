using System.Buffers;

namespace Sluice.Upstream.Http1;

/// <summary>
/// One array for what comes from a connection: first the body's bytes that nobody has taken yet, then the bytes whose framing was not looked at.
/// Framing between two pieces of body is closed up in place, so that a reader always sees one span.
/// </summary>
/// <remarks>
/// The array is rented, a larger one while a frame that fills it waits for its end, and given back while a free connection waits for work, a request
/// for its answer or a silent stream for its next event (<see cref="Rest"/>). A connection that is torn down leaves its array to the collector: the
/// last receive may still write into it.
/// </remarks>
sealed class ReceiveBuffer
{
    /// <summary>A whole short answer fits, head and all, so that it leaves as it came, in one piece.</summary>
    const int Size = 16 << 10;

    byte[] _array = [];
    int _bodyStart;
    int _bodyEnd;
    int _rawStart;
    int _rawEnd;
    bool _filled;

    /// <summary>Body bytes not taken yet.</summary>
    public ReadOnlySequence<byte> Body => new(_array, _bodyStart, _bodyEnd - _bodyStart);

    /// <summary>How many there are.</summary>
    public int BodyLength => _bodyEnd - _bodyStart;

    /// <summary>Bytes whose framing was not looked at yet.</summary>
    public ReadOnlySpan<byte> Raw => _array.AsSpan(_rawStart, _rawEnd - _rawStart);

    /// <summary>Whether the last receive left no room: there may have been more to take.</summary>
    public bool Filled => _filled;

    /// <summary>Bytes of the array that <see cref="Body"/> is in, up to an index in it.</summary>
    public int Taken(int index) => index - _bodyStart;

    /// <summary>Room for the next receive: at least a byte, and a large piece where the last receive filled all it was given.</summary>
    public Memory<byte> Room()
    {
        if (_bodyStart == _bodyEnd)
            _bodyStart = _bodyEnd = _rawStart;
        if (_rawStart == _rawEnd && _bodyStart == _bodyEnd)
        {
            _bodyStart = _bodyEnd = _rawStart = _rawEnd = 0;
            if (_array.Length > Size && !_filled)
                Rest();
        }

        var needed = _filled ? Size / 2 : 1;
        if (_array.Length - _rawEnd < needed)
        {
            var held = BodyLength + _rawEnd - _rawStart;
            Move(_array.Length > 0 && _array.Length - held >= Math.Max(needed, _array.Length / 4)
                ? _array
                : ArrayPool<byte>.Shared.Rent(Math.Max(Size, _array.Length * 2)));
        }

        return _array.AsMemory(_rawEnd);
    }

    /// <summary>Takes note of a receive into <see cref="Room"/>.</summary>
    public void Received(int count)
    {
        _rawEnd += count;
        _filled = _rawEnd == _array.Length;
    }

    /// <summary>Drops raw bytes that were framing.</summary>
    public void Skip(int count) => _rawStart += count;

    /// <summary>Makes raw bytes part of the body.</summary>
    public void Append(int count)
    {
        if (_bodyStart == _bodyEnd)
            _bodyStart = _bodyEnd = _rawStart;
        else if (_bodyEnd != _rawStart)
            _array.AsSpan(_rawStart, count).CopyTo(_array.AsSpan(_bodyEnd));
        _bodyEnd += count;
        _rawStart += count;
    }

    /// <summary>Gives up body bytes that were taken.</summary>
    public void Consume(int count) => _bodyStart += count;

    /// <summary>Gives back what was rented, where nothing is held; nothing may be pending.</summary>
    /// <returns>Whether nothing is held.</returns>
    public bool Rest()
    {
        if (_bodyStart != _bodyEnd || _rawStart != _rawEnd)
            return false;
        _bodyStart = _bodyEnd = _rawStart = _rawEnd = 0;
        _filled = false;
        if (_array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array);
        _array = [];
        return true;
    }

    void Move(byte[] to)
    {
        var (body, raw) = (BodyLength, _rawEnd - _rawStart);
        _array.AsSpan(_bodyStart, body).CopyTo(to);
        _array.AsSpan(_rawStart, raw).CopyTo(to.AsSpan(body));
        if (to != _array && _array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array);
        _array = to;
        (_bodyStart, _bodyEnd, _rawStart, _rawEnd) = (0, body, body, body + raw);
    }
}
