using System.IO.Compression;

namespace Sluice.Diagnosis.Probing;

/// <summary>Decompresses a body piece by piece and gives out all that each piece makes readable, which is what its sender meant to be read then.</summary>
internal sealed class BodyDecoder : IDisposable
{
    readonly FeedStream? _feed;
    readonly Stream? _decoder;
    readonly byte[] _buffer = new byte[16384];

    public BodyDecoder(string? coding)
    {
        _feed = new();
        _decoder = coding switch
        {
            "gzip" or "x-gzip" => new GZipStream(_feed, CompressionMode.Decompress),
            "br" => new BrotliStream(_feed, CompressionMode.Decompress),
            "deflate" => new ZLibStream(_feed, CompressionMode.Decompress),
            _ => null,
        };
    }

    /// <summary>What has become readable.</summary>
    /// <exception cref="InvalidDataException">The bytes are not of that coding.</exception>
    public ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> bytes)
    {
        if (_decoder is null)
            return bytes;
        _feed!.Feed(bytes);
        using var plain = new MemoryStream();
        while (_decoder.Read(_buffer) is > 0 and var length)
            plain.Write(_buffer, 0, length);
        return plain.GetBuffer().AsSpan(0, (int)plain.Length);
    }

    public void Dispose()
    {
        _decoder?.Dispose();
        _feed?.Dispose();
    }

    /// <summary>Says "end" whenever its bytes are used up, which the decoders take as "for now": they ask again at the next call.</summary>
    sealed class FeedStream : Stream
    {
        byte[] _bytes = [];
        int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Feed(ReadOnlySpan<byte> bytes) => (_bytes, _at) = ([.. _bytes.AsSpan(_at), .. bytes], 0);

        public override int Read(Span<byte> buffer)
        {
            var length = Math.Min(buffer.Length, _bytes.Length - _at);
            _bytes.AsSpan(_at, length).CopyTo(buffer);
            _at += length;
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
