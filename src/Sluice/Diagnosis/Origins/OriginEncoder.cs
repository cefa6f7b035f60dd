using System.IO.Compression;

namespace Sluice.Diagnosis.Origins;

/// <summary>The origin's own compressor: flushed after each event as it should be, or not, as it mostly is.</summary>
internal sealed class OriginEncoder : IDisposable
{
    readonly MemoryStream _output = new();
    readonly Stream _encoder;
    readonly bool _flushed;

    public OriginEncoder(string coding, bool flushed)
    {
        _flushed = flushed;
        // At its fastest level Brotli gives every write out, flushed or not, and there would be nothing to find.
        _encoder = coding == "br" ? new BrotliStream(_output, CompressionLevel.Optimal, leaveOpen: true) : new GZipStream(_output, CompressionLevel.Fastest, leaveOpen: true);
    }

    /// <summary>What of it leaves the compressor now; empty where it keeps all to itself.</summary>
    public byte[] Encode(ReadOnlySpan<byte> bytes)
    {
        _encoder.Write(bytes);
        if (_flushed)
            _encoder.Flush();
        return Take();
    }

    /// <summary>The rest.</summary>
    public byte[] Finish()
    {
        _encoder.Dispose();
        return Take();
    }

    byte[] Take()
    {
        var taken = _output.ToArray();
        _output.SetLength(0);
        return taken;
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _output.Dispose();
    }
}
