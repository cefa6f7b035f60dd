using System.IO.Compression;
using System.Text;

namespace Sluice.Testing;

/// <summary>Compressed streams as a server sends them that flushes its encoder after every event.</summary>
public static class CompressedText
{
    /// <summary>Encodes texts as one stream and returns the bytes each adds; a last piece, where there is one, ends the stream.</summary>
    /// <param name="coding"><c>gzip</c>, <c>br</c> or <c>deflate</c> (zlib).</param>
    /// <param name="texts">The texts, such as an event each.</param>
    /// <exception cref="ArgumentException">The coding is another.</exception>
    public static IReadOnlyList<byte[]> Pieces(string coding, params string[] texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var bytes = new MemoryStream();
        var pieces = new List<byte[]>();
        using (var encoder = Open(coding, bytes))
        {
            foreach (var text in texts)
            {
                encoder.Write(Encoding.UTF8.GetBytes(text));
                encoder.Flush();
                TakePiece(bytes, pieces);
            }
        }
        TakePiece(bytes, pieces);
        return pieces;
    }

    static Stream Open(string coding, Stream bytes) => coding switch
    {
        "gzip" => new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true),
        "br" => new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true),
        "deflate" => new ZLibStream(bytes, CompressionLevel.Fastest, leaveOpen: true),
        _ => throw new ArgumentException($"The coding is '{coding}', where gzip, br or deflate was expected.", nameof(coding)),
    };

    static void TakePiece(MemoryStream bytes, List<byte[]> pieces)
    {
        if (bytes.Length > 0)
            pieces.Add(bytes.ToArray());
        bytes.SetLength(0);
    }
}
