using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Sluice.Testing;

/// <summary>Reads requests off a connection one after the other; what follows a request stays in the pipe for the next.</summary>
internal sealed class Http1RequestReader(PipeReader input)
{
    const int LongestLine = 1 << 20;

    /// <summary>The lines of the next head, or null where the peer ended the connection before it was complete.</summary>
    public async ValueTask<IReadOnlyList<string>?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (true)
        {
            if (await ReadLineAsync(cancellationToken) is not { } line)
                return null;
            if (line.Length > 0)
                lines.Add(line);
            else if (lines.Count > 0)
                return lines;
        }
    }

    /// <summary>Reads the body the fields announce; null where the peer ended the connection before it was complete.</summary>
    public async ValueTask<(byte[] Body, HeaderList Trailers)?> ReadBodyAsync(HeaderList headers, CancellationToken cancellationToken)
    {
        if (headers.HasToken("transfer-encoding", "chunked"))
            return await ReadChunkedAsync(cancellationToken);
        if (headers["content-length"] is not { } text)
            return ([], HeaderList.Empty);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            throw new MalformedRequestException($"Content-Length is '{text}', where a decimal number was expected.");
        return await ReadExactlyAsync(length, cancellationToken) is { } body ? (body, HeaderList.Empty) : null;
    }

    public static HeaderList Fields(IEnumerable<string> lines) => new([.. lines.Select(Field)]);

    static (string Name, string Value) Field(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            throw new MalformedRequestException($"The header line '{line}' has no name before a colon.");
        return (line[..colon], line[(colon + 1)..].Trim(' ', '\t'));
    }

    async ValueTask<(byte[] Body, HeaderList Trailers)?> ReadChunkedAsync(CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            if (await ReadLineAsync(cancellationToken) is not { } line)
                return null;
            var size = line.Split(';', 2)[0].Trim();
            if (!int.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length))
                throw new MalformedRequestException($"The chunk size is '{size}', where a hexadecimal number was expected.");
            if (length == 0)
                break;
            if (await ReadExactlyAsync(length, cancellationToken) is not { } chunk)
                return null;
            body.Write(chunk);
            if (await ReadLineAsync(cancellationToken) is not { } end)
                return null;
            if (end.Length > 0)
                throw new MalformedRequestException($"'{end}' follows the data of a chunk, where the end of the line was expected.");
        }
        var trailers = new List<string>();
        while (await ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
                return (body.WrittenSpan.ToArray(), Fields(trailers));
            trailers.Add(line);
        }
        return null;
    }

    async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.Latin1.GetString(read.Buffer.Slice(0, end));
                input.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line.EndsWith('\r') ? line[..^1] : line;
            }
            if (read.Buffer.Length > LongestLine)
                throw new MalformedRequestException($"A line of the head is longer than {LongestLine} bytes.");
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                return null;
        }
    }

    async ValueTask<byte[]?> ReadExactlyAsync(int length, CancellationToken cancellationToken)
    {
        // Asked for nothing, the pipe would still wait for a byte: the first one of a next request.
        if (length == 0)
            return [];
        var read = await input.ReadAtLeastAsync(length, cancellationToken);
        if (read.Buffer.Length < length)
        {
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            return null;
        }
        var bytes = read.Buffer.Slice(0, length).ToArray();
        input.AdvanceTo(read.Buffer.GetPosition(length));
        return bytes;
    }
}
