using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Sluice.Testing;

/// <summary>
/// Follows the frames a peer sends just far enough to know which streams it reset, and with which code: Kestrel does not tell.
/// </summary>
internal sealed class Http2FrameWatch
{
    const int PrefaceLength = 24;
    const int HeaderLength = 9;
    const byte RstStream = 3;

    readonly ConcurrentDictionary<int, uint> _resets = new();
    readonly byte[] _collected = new byte[HeaderLength + 4];
    int _collectedLength;
    long _skip = PrefaceLength;

    public uint? ResetCodeOf(int stream) => _resets.TryGetValue(stream, out var code) ? code : null;

    public void Take(in ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
            Take(segment.Span);
    }

    void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_skip > 0)
            {
                var skipped = (int)Math.Min(_skip, bytes.Length);
                _skip -= skipped;
                bytes = bytes[skipped..];
                continue;
            }
            var wanted = _collectedLength >= HeaderLength ? _collected.Length : HeaderLength;
            var taken = Math.Min(wanted - _collectedLength, bytes.Length);
            bytes[..taken].CopyTo(_collected.AsSpan(_collectedLength));
            _collectedLength += taken;
            bytes = bytes[taken..];
            if (_collectedLength == wanted)
                TakeCollected();
        }
    }

    void TakeCollected()
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(_collected) >>> 8;
        var isReset = _collected[3] == RstStream && length == 4;
        if (isReset && _collectedLength == HeaderLength)
            return;
        if (isReset)
        {
            var stream = BinaryPrimitives.ReadInt32BigEndian(_collected.AsSpan(5)) & int.MaxValue;
            _resets[stream] = BinaryPrimitives.ReadUInt32BigEndian(_collected.AsSpan(HeaderLength));
        }
        else
            _skip = length;
        _collectedLength = 0;
    }
}
