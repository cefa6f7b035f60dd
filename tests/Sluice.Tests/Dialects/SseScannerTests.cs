using System.Text;
using Sluice.Dialects;
using Sluice.Relay;
using Sluice.Testing;

namespace Sluice.Tests.Dialects;

/// <summary>Frame boundaries and fields, against readings that know nothing of splits.</summary>
public sealed class SseScannerTests
{
    static readonly string[] LineEnds = ["\n", "\r\n", "\r"];

    static readonly string[] Lines =
        ["data: x", "data:", "data", "data:  two", "event: e", ": comment", ":", "id: 7", "retry: 10", "unknown: y", "data: \u2028\u0085\u00e9", "", "", ""];

    [Fact]
    public void Frame_ends_are_found_whatever_the_line_ends_and_the_splits()
    {
        var random = new Random(11);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = Stream(random, random.Next(1, 30));
            var expected = Ends(bytes);

            var found = Found(Splits.AtRandom(bytes, random), bytes);

            Assert.True(expected.SequenceEqual(found), $"round {round}: {Escaped(bytes)}\nexpected {string.Join(' ', expected)}\nfound    {string.Join(' ', found)}");
        }
    }

    [Theory]
    [InlineData("data: a\n\ndata: b\n\n", new[] { 9, 18 })]
    [InlineData("data: a\r\n\r\ndata: b\r\n\r\n", new[] { 11, 22 })]
    [InlineData("data: a\r\rdata: b\r\r", new[] { 9, 18 })]
    [InlineData("data: a\n\r\ndata: b\r\n\n", new[] { 10, 20 })]
    [InlineData("data: a\r\n\rdata: b\n\r", new[] { 10, 19 })]
    [InlineData("\n\n\n", new[] { 1, 2, 3 })]
    [InlineData("\r\n\r\n", new[] { 2, 4 })]
    [InlineData("data: a", new int[0])]
    public void An_empty_line_ends_a_frame(string text, int[] ends)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal(ends, Found([bytes], bytes));
        Assert.Equal(ends, Found(Splits.ByteByByte(bytes), bytes));
    }

    [Fact]
    public void Fields_are_read_as_an_independent_parser_reads_them()
    {
        var random = new Random(12);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = Stream(random, random.Next(1, 12));
            var frame = bytes.AsSpan(0, Ends(bytes).FirstOrDefault(bytes.Length));
            var parser = new SseParser();
            parser.Append(default, frame);
            parser.Append(default, "\n\n"u8);
            var expected = parser.Events.FirstOrDefault();

            var fields = SseFields.Parse(frame);

            Assert.True(fields.HasData == expected is not null, Escaped(bytes));
            if (expected is null)
                continue;
            Assert.Equal(expected.Data, Encoding.UTF8.GetString(fields.Data));
            Assert.Equal(expected.Name ?? "", Encoding.UTF8.GetString(fields.Event));
        }
    }

    static byte[] Stream(Random random, int lines)
    {
        var text = new StringBuilder();
        // Most streams keep to one kind of line end; the others mix them.
        var one = random.Next(4) == 0 ? null : LineEnds[random.Next(3)];
        for (var i = 0; i < lines; i++)
            text.Append(Lines[random.Next(Lines.Length)]).Append(one ?? LineEnds[random.Next(3)]);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The offsets behind each empty line, from the text as a whole.</summary>
    static List<int> Ends(byte[] bytes)
    {
        var ends = new List<int>();
        for (int at = 0, line = 0; at < bytes.Length; at++)
        {
            if (bytes[at] is not ((byte)'\n' or (byte)'\r'))
                continue;
            var empty = at == line;
            if (bytes[at] == '\r' && at + 1 < bytes.Length && bytes[at + 1] == '\n')
                at++;
            line = at + 1;
            if (empty)
                ends.Add(line);
        }

        return ends;
    }

    static List<int> Found(IReadOnlyList<ReadOnlyMemory<byte>> chunks, byte[] bytes)
    {
        var scanner = new SseScanner();
        var ends = new List<int>();
        var offset = 0;
        foreach (var chunk in chunks)
        {
            var rest = chunk.Span;
            while (!rest.IsEmpty && scanner.FindEnd(rest) is >= 0 and var taken)
            {
                Assert.InRange(taken, 1, rest.Length);
                ends.Add(offset += taken);
                rest = rest[taken..];
            }

            offset += rest.Length;
        }

        // A CRLF that two reads share is reported at its first half, and its second half as an empty frame: together the same boundary.
        return [.. ends.Where(end => end == bytes.Length || bytes[end] != '\n' || bytes[end - 1] != '\r' || !ends.Contains(end + 1))];
    }

    static string Escaped(byte[] bytes) => Encoding.UTF8.GetString(bytes).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
