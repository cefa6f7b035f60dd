using System.Buffers.Text;

namespace Sluice.Testing.Load;

/// <summary>Finds where a request ends, for an upstream that reads nothing of it but its plan.</summary>
internal static class LoadRequest
{
    /// <summary>Bytes of head and body.</summary>
    /// <param name="bytes">What has come so far.</param>
    /// <returns>Null while that cannot be said.</returns>
    public static int? Length(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        var body = end + 4;
        foreach (var range in bytes[..end].Split("\r\n"u8))
        {
            var line = bytes[..end][range];
            if (Value(line, "content-length:"u8, out var length) && Utf8Parser.TryParse(length, out int count, out _))
                return body + count;
            if (Value(line, "transfer-encoding:"u8, out var coding) && coding.EndsWith("chunked"u8))
                return bytes[body..].IndexOf("0\r\n\r\n"u8) is >= 0 and var last ? body + last + 5 : null;
        }

        return body;
    }

    static bool Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (line.Length <= name.Length || !System.Text.Ascii.EqualsIgnoreCase(line[..name.Length], name))
            return false;
        value = line[name.Length..].Trim((byte)' ');
        return true;
    }
}
