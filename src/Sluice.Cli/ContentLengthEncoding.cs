using System.Text;

namespace Sluice.Cli;

/// <summary>
/// Kestrel takes <c>Content-Length: +5</c> for 5; another server on the path may not. Header values go through an encoding that can be chosen
/// by name, so for this one header everything that is not all digits is turned into something that Kestrel itself refuses with 400.
/// </summary>
sealed class ContentLengthEncoding : Encoding
{
    public static ContentLengthEncoding Instance { get; } = new();

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var digits = bytes.AsSpan(byteIndex, byteCount).IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        for (var i = 0; i < byteCount; i++)
            chars[charIndex + i] = digits ? (char)bytes[byteIndex + i] : 'x';
        return byteCount;
    }

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        ASCII.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => charCount;

    public override int GetMaxCharCount(int byteCount) => byteCount;
}
