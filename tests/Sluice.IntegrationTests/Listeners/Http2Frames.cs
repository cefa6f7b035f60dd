using System.Text;

namespace Sluice.IntegrationTests.Listeners;

/// <summary>The few HTTP/2 frames that a raw client needs to hold a request open.</summary>
internal static class Http2Frames
{
    /// <summary>The connection preface with empty settings.</summary>
    public static byte[] Preface { get; } = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0];

    /// <summary>A whole GET: HEADERS with END_STREAM and END_HEADERS, its fields from the static table or literal.</summary>
    public static byte[] Get(int stream, string path)
    {
        // 0x82: GET; 0x87: https; 0x04: :path, 0x01: :authority, both literal without indexing.
        byte[] block = [0x82, 0x87, 0x04, (byte)path.Length, .. Encoding.ASCII.GetBytes(path), 0x01, (byte)ProxyApp.Host.Length, .. Encoding.ASCII.GetBytes(ProxyApp.Host)];
        return [0, 0, (byte)block.Length, 1, 0x05, 0, 0, 0, (byte)stream, .. block];
    }
}
