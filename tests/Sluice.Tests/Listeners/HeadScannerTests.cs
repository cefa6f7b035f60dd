using System.Buffers;
using System.Text;
using Sluice.Listeners;

namespace Sluice.Tests.Listeners;

public sealed class HeadScannerTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\n\n", "bare line feed")]
    [InlineData("GET / HTTP/1.1\r\nA: b\n\r\n", "bare line feed")]
    [InlineData("GET / HTTP/1.1\rA: b\r\n\r\n", "without its line feed")]
    [InlineData("GET / HTTP/1.1\r\r\n", "without its line feed")]
    [InlineData("\r\nGET / HTTP/1.1\r\n\r\n", "empty line")]
    [InlineData("GET /\u0000 HTTP/1.1\r\n\r\n", "0x00")]
    [InlineData("GET\t/ HTTP/1.1\r\n\r\n", "0x09")]
    [InlineData("GET / HTTP/1.1\r\nA: \u001b[31m\r\n\r\n", "0x1b")]
    [InlineData("GET / HTTP/1.1\r\nA: \u007f\r\n\r\n", "0x7f")]
    [InlineData("GET /\u00fc HTTP/1.1\r\n\r\n", "outside ASCII")]
    [InlineData("\u0016\u0003\u0001", "TLS handshake")]
    [InlineData("\u0005\u0001\u0000", "0x05")]
    public void What_can_never_become_a_head_is_refused_at_its_first_wrong_byte(string text, string problem)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var scanner = new HeadScanner(8192);
        Refusal? refusal = null;
        for (var length = 1; refusal is null && length <= bytes.Length; length++)
            Assert.False(scanner.TryFindEnd(new ReadOnlySequence<byte>(bytes, 0, length), out _, out refusal));
        Assert.Equal(400, refusal?.Status);
        Assert.Contains(problem, refusal!.Detail);
    }

    [Fact]
    public void The_end_is_found_however_the_bytes_arrive()
    {
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            var head = "CONNECT a:1 HTTP/1.1\r\n" + string.Concat(Enumerable.Range(0, random.Next(5)).Select(i => $"X{i}: {new string('v', random.Next(40))}\r\n")) + "\r\n";
            var bytes = Encoding.Latin1.GetBytes(head + new string('\u0016', random.Next(30)));
            var scanner = new HeadScanner(8192);
            var (arrived, found) = (0, false);
            SequencePosition end = default;
            var all = default(ReadOnlySequence<byte>);
            while (!found)
            {
                arrived = Math.Min(bytes.Length, arrived + random.Next(1, 20));
                all = Segmented(bytes.AsMemory(0, arrived), random);
                found = scanner.TryFindEnd(all, out end, out var refusal);
                Assert.Null(refusal);
            }

            Assert.Equal(head.Length, all.Slice(0, end).Length);
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void The_limit_counts_the_head_only(int over, bool accepted)
    {
        var head = "CONNECT a:1 HTTP/1.1\r\nX: ";
        head += new string('v', 8192 - head.Length - 4 + over) + "\r\n\r\n";
        var scanner = new HeadScanner(8192);
        var bytes = new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(head + new string('\u0016', 50_000)));
        Assert.Equal(accepted, scanner.TryFindEnd(bytes, out _, out var refusal));
        Assert.Equal(accepted ? null : 431, refusal?.Status);
    }

    static ReadOnlySequence<byte> Segmented(ReadOnlyMemory<byte> bytes, Random random)
    {
        var cut = random.Next(bytes.Length + 1);
        var first = new Segment(bytes[..cut], 0);
        var last = first.Append(bytes[cut..]);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long at) => (Memory, RunningIndex) = (memory, at);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
