using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sluice.Upstream.Http1;

/// <summary>Status line and headers of an HTTP/1 answer, and the framing of the body that follows from them (RFC 9112, 6.3).</summary>
sealed record AnswerHead(int Status, bool Http11, AnswerHeaders Headers)
{
    /// <summary>Largest head that is read, in bytes.</summary>
    public const int Largest = 64 << 10;

    static readonly SearchValues<byte> NameBytes = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>Length of the head in these bytes with the empty line that ends it; -1 where its end has not come.</summary>
    public static int FindEnd(ReadOnlySpan<byte> bytes, int from)
    {
        // The empty line may have begun in an earlier read.
        for (var at = Math.Max(0, from - 3); ;)
        {
            var feed = bytes[at..].IndexOf((byte)'\n');
            if (feed < 0)
                return -1;
            at += feed + 1;
            if (at < bytes.Length && bytes[at] == '\n')
                return at + 1;
            if (at + 1 < bytes.Length && bytes[at] == '\r' && bytes[at + 1] == '\n')
                return at + 2;
        }
    }

    /// <summary>Whether what has come so far can still become an answer; a server of another kind is told by its first bytes.</summary>
    public static bool MayBe(ReadOnlySpan<byte> bytes) => "HTTP/1."u8.StartsWith(bytes[..Math.Min(bytes.Length, 7)]);

    /// <summary>Reads a whole head.</summary>
    /// <exception cref="HttpRequestException">It is not one, with what is wrong with it.</exception>
    public static AnswerHead Read(ReadOnlySpan<byte> bytes)
    {
        var line = NextLine(ref bytes);
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[8] != ' ' || line[7] is not ((byte)'0' or (byte)'1') || (line.Length > 12 && line[12] != ' ')
            || !int.TryParse(line.Slice(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status < 100)
            throw Invalid("status line");
        return new AnswerHead(status, line[7] == '1', ReadHeaders(bytes));
    }

    static AnswerHeaders ReadHeaders(ReadOnlySpan<byte> bytes)
    {
        // Each line is a header at most, and Latin-1 has a character for each byte.
        var places = new (int, int, int, int)[Math.Max(0, bytes.Count((byte)'\n') - 1)];
        var rented = ArrayPool<char>.Shared.Rent(bytes.Length);
        try
        {
            return ReadHeaders(bytes, places, rented);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    static AnswerHeaders ReadHeaders(ReadOnlySpan<byte> bytes, (int, int, int, int)[] places, char[] text)
    {
        var (count, length) = (0, 0);
        while (true)
        {
            var line = NextLine(ref bytes);
            if (line.IsEmpty)
                return new AnswerHeaders(new string(text, 0, length), places, count);
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                // A folded line goes on with the value before it (RFC 9112, 5.2).
                if (count == 0)
                    throw Invalid("header");
                var (name, nameLength, value, valueLength) = places[count - 1];
                text[length++] = ' ';
                places[count - 1] = (name, nameLength, value, valueLength + 1 + Append(text, ref length, line));
                continue;
            }

            var colon = line.IndexOf((byte)':');
            var key = colon < 0 ? default : line[..colon].TrimEnd(" \t"u8);
            if (key.IsEmpty || key.ContainsAnyExcept(NameBytes))
                throw Invalid("header");
            var at = length;
            Append(text, ref length, key);
            places[count++] = (at, key.Length, at + key.Length, Append(text, ref length, line[(colon + 1)..]));
        }
    }

    static int Append(char[] text, ref int length, ReadOnlySpan<byte> value)
    {
        value = value.Trim(" \t"u8);
        if (value.ContainsAny((byte)'\r', (byte)0))
            throw Invalid("header");
        length += Encoding.Latin1.GetChars(value, text.AsSpan(length));
        return value.Length;
    }

    static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        if (end < 0)
            throw Invalid("head");
        var line = bytes[..end];
        bytes = bytes[(end + 1)..];
        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    /// <summary>How the body ends.</summary>
    /// <param name="head">Whether only the head was asked for.</param>
    /// <exception cref="HttpRequestException">Lengths that contradict each other, or a framing that is not known.</exception>
    public BodyFraming Framing(bool head)
    {
        if (head || Status is 204 or 304)
            return BodyFraming.Empty;
        if (Headers.Find("Transfer-Encoding") >= 0)
        {
            // With both, chunked wins, and the connection is not to be trusted with another request.
            return Headers.Elements("Transfer-Encoding") is ["chunked"] ? BodyFraming.Chunked : throw Invalid("transfer encoding");
        }

        var length = Headers.Find("Content-Length");
        if (length < 0)
            return BodyFraming.UntilClose;
        for (var other = Headers.Find("Content-Length", length + 1); other >= 0; other = Headers.Find("Content-Length", other + 1))
        {
            if (!Headers.Value(other).SequenceEqual(Headers.Value(length)))
                throw Invalid("length");
        }

        return new BodyFraming(BodyEnd.Length, Headers.ContentLength ?? throw Invalid("length"));
    }

    /// <summary>Whether the connection may serve another request: the server leaves it open, and any reader would see this answer end in the same place.</summary>
    public bool KeepsAlive
    {
        get
        {
            if (Headers.Lists("Connection", "close") || !(Http11 || Headers.Lists("Connection", "keep-alive")))
                return false;
            var (coded, sized) = (Headers.Find("Transfer-Encoding") >= 0, Headers.Find("Content-Length") >= 0);
            // Two lengths, chunks in a version that knows none (RFC 9112, 6.1 and 6.3), or a body where there can be none.
            return !(coded && (sized || !Http11)) && !(Status == 204 && (coded || (sized && Headers.ContentLength != 0)));
        }
    }

    static HttpRequestException Invalid(string part) => new(HttpRequestError.InvalidResponse, $"the answer's {part} cannot be read");
}

/// <summary>What ends a body.</summary>
enum BodyEnd
{
    /// <summary>A number of bytes.</summary>
    Length,

    /// <summary>The chunk of size 0.</summary>
    Chunked,

    /// <summary>The end of the connection, which a cut cannot be told from.</summary>
    Close,
}

/// <summary>How a body is framed.</summary>
readonly record struct BodyFraming(BodyEnd End, long Length)
{
    public static BodyFraming Empty => new(BodyEnd.Length, 0);

    public static BodyFraming Chunked => new(BodyEnd.Chunked, 0);

    public static BodyFraming UntilClose => new(BodyEnd.Close, 0);
}
