using System.IO.Compression;

namespace Sluice.Testing;

/// <summary>
/// Decodes a compressed body piece by piece, giving out all that each piece makes readable: what a flushing encoder meant to send.
/// </summary>
internal sealed class ContentDecoder : IDisposable
{
    readonly FeedStream _feed = new();
    readonly Stream _decoder;
    readonly byte[] _buffer = new byte[16384];

    ContentDecoder(Func<Stream, Stream> open) => _decoder = open(_feed);

    /// <summary>A decoder for that content coding; null where it is none this library can decode.</summary>
    public static ContentDecoder? For(string? coding) => coding?.Trim() switch
    {
        "gzip" or "x-gzip" => new(s => new GZipStream(s, CompressionMode.Decompress)),
        "br" => new(s => new BrotliStream(s, CompressionMode.Decompress)),
        "deflate" => new(s => new ZLibStream(s, CompressionMode.Decompress)),
        _ => null,
    };

    public ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> bytes)
    {
        _feed.Feed(bytes);
        using var plain = new MemoryStream();
        while (_decoder.Read(_buffer) is > 0 and var length)
            plain.Write(_buffer, 0, length);
        return plain.GetBuffer().AsSpan(0, (int)plain.Length);
    }

    public void Dispose() => _decoder.Dispose();

    /// <summary>Says "end" whenever its bytes are used up, which the decoders take as "for now" and ask again.</summary>
    sealed class FeedStream : Stream
    {
        byte[] _bytes = [];
        int _at;

        public void Feed(ReadOnlySpan<byte> bytes) => (_bytes, _at) = ([.. _bytes.AsSpan(_at), .. bytes], 0);

        public override int Read(Span<byte> buffer)
        {
            var length = Math.Min(buffer.Length, _bytes.Length - _at);
            _bytes.AsSpan(_at, length).CopyTo(buffer);
            _at += length;
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
