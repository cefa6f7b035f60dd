using System.Text;
using Sluice.Upstream.Http1;

namespace Sluice.Tests.Upstream.Http1;

/// <summary>What upstreams send that is not quite HTTP, or not at all: what is good is kept, what is bad is named, and nothing hangs or is made up.</summary>
public sealed class HostileAnswerTests
{
    const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("\x15\x03\x01\x00\x02\x02\x28")]
    [InlineData("<html>not HTTP</html>")]
    [InlineData("\r\nHTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/2.0 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 -20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 099 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: no name\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nbad name: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n folded first: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nhello")]
    public async Task What_is_no_answer_is_called_one_that_cannot_be_read(string bytes)
    {
        var read = await ScriptedBytes.Of(bytes).ReadAsync();

        Assert.Equal(HttpRequestError.InvalidResponse, Assert.IsType<HttpRequestException>(read.Fault).HttpRequestError);
        Assert.Empty(read.Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTT")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: te")]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")]
    public async Task A_connection_that_ends_in_the_head_has_not_answered(string bytes) =>
        Assert.Equal(bytes.Length == 0 ? typeof(EndOfStreamException) : typeof(IOException), (await ScriptedBytes.Of(bytes).ReadAsync()).Fault?.GetType());

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX: {0}\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK {0}\r\n\r\n")]
    public async Task A_head_without_end_is_given_up(string shape)
    {
        var read = await ScriptedBytes.Of(string.Format(System.Globalization.CultureInfo.InvariantCulture, shape, new string('a', 1 << 20))).ReadAsync();

        Assert.Equal(HttpRequestError.ConfigurationLimitExceeded, Assert.IsType<HttpRequestException>(read.Fault).HttpRequestError);
    }

    [Theory]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", "hello")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-LENGTH :\t 5 \r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nuntil the end", "until the end")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 50\r\n\r\n", "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello")]
    [InlineData(Chunked + "5;name=value\r\nhello\r\n0\r\n\r\n", "hello")]
    [InlineData(Chunked + "5 \r\nhello\r\n0;x\r\n\r\n", "hello")]
    [InlineData(Chunked + "00000000000005\r\nhello\r\n000\r\n\r\n", "hello")]
    [InlineData(Chunked + "5\nhello\n0\n\n", "hello")]
    [InlineData(Chunked + "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n", "01234567890123456789")]
    public async Task What_can_be_understood_is_read(string bytes, string expected)
    {
        var read = await ScriptedBytes.Of(bytes).ReadAsync();

        Assert.Null(read.Fault);
        Assert.Equal(expected, read.Text);
        Assert.Equal(0, read.Left);
    }

    [Theory]
    [InlineData(Chunked + "5\r\nhello\r\n", "hello")]
    [InlineData(Chunked + "5\r\nhello\r\n0\r\n", "hello")]
    [InlineData(Chunked + "5\r\nhel", "hel")]
    [InlineData(Chunked + "", "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", "hello")]
    public async Task A_cut_is_told_behind_what_came(string bytes, string expected)
    {
        var read = await ScriptedBytes.Of(bytes).ReadAsync();

        Assert.Equal(HttpRequestError.ResponseEnded, Assert.IsType<HttpIOException>(read.Fault).HttpRequestError);
        Assert.Equal(expected, read.Text);
    }

    [Theory]
    [InlineData(Chunked + "5\r\nhello\r\nzz\r\n", "hello")]
    [InlineData(Chunked + "5\r\nhelloX\r\n", "hello")]
    [InlineData(Chunked + "5\r\nhello0\r\n\r\n", "hello")]
    [InlineData(Chunked + "5\r\nhello\r\n-1\r\n", "hello")]
    [InlineData(Chunked + "5\r\nhello\r\n 5\r\n", "hello")]
    [InlineData(Chunked + "5\r\nhello\r\n\r\n", "hello")]
    [InlineData(Chunked + "5\r\nhello\r\n0x5\r\n", "hello")]
    [InlineData(Chunked + "5\r\nhello\r\nfffffffffffffffff\r\n", "hello")]
    public async Task Bad_chunks_are_told_behind_the_good_ones_of_the_same_read(string bytes, string expected)
    {
        var read = await ScriptedBytes.Of(bytes).ReadAsync();

        Assert.Equal(HttpRequestError.InvalidResponse, Assert.IsType<HttpIOException>(read.Fault).HttpRequestError);
        Assert.Equal(expected, read.Text);
    }

    [Fact]
    public async Task An_endless_chunk_extension_is_given_up()
    {
        var read = await ScriptedBytes.Of(Chunked + "5\r\nhello\r\n5;" + new string('x', 1 << 20)).ReadAsync();

        Assert.Equal("hello", read.Text);
        Assert.IsType<HttpIOException>(read.Fault);
    }

    [Fact]
    public async Task Endless_trailers_are_given_up()
    {
        var trailers = string.Concat(Enumerable.Repeat("A: b\r\n", 100_000));
        var read = await ScriptedBytes.Of(Chunked + "0\r\n" + trailers).ReadAsync();

        Assert.IsType<HttpIOException>(read.Fault);
    }

    [Fact]
    public async Task Bytes_behind_the_end_are_not_the_bodys()
    {
        var read = await ScriptedBytes.Of(Chunked + "5\r\nhello\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n").ReadAsync();

        Assert.Equal("hello", read.Text);
        Assert.NotEqual(0, read.Left);
    }

    [Fact]
    public async Task The_answer_to_HEAD_has_no_body_whatever_its_length_says()
    {
        var read = await ScriptedBytes.Of("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n").ReadAsync(headOnly: true);

        Assert.Null(read.Fault);
        Assert.Empty(read.Body);
    }

    [Fact]
    public async Task Every_split_gives_the_same_body()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var (bytes, expected) = Answer(random);

            var read = await ScriptedBytes.Cut(bytes, random).ReadAsync(random: random);

            Assert.True(read.Fault is null, $"seed {seed}: {read.Fault}");
            Assert.True(expected.AsSpan().SequenceEqual(read.Body), $"seed {seed}: {expected.Length} bytes were sent, {read.Body.Length} came");
        }
    }

    [Fact]
    public async Task Changed_bytes_end_in_an_answer_or_in_a_fault_that_is_expected()
    {
        var faults = 0;
        for (var seed = 0; seed < 10_000; seed++)
        {
            var random = new Random(seed);
            var (bytes, _) = Answer(random);
            for (var times = random.Next(1, 4); times > 0; times--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);

            // Any other exception fails the test by itself.
            var read = await ScriptedBytes.Cut(bytes, random).ReadAsync(random: random);

            Assert.True(read.Body.Length <= bytes.Length, $"seed {seed}: more came than was sent");
            faults += read.Fault is null ? 0 : 1;
        }

        Assert.InRange(faults, 500, 9_500);
    }

    static (byte[] Bytes, byte[] Body) Answer(Random random)
    {
        var body = new byte[random.Next(4) == 0 ? random.Next(60_000) : random.Next(600)];
        random.NextBytes(body);
        var bytes = new MemoryStream();
        var chunked = random.Next(3) > 0;
        bytes.Write(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {body.Length}\r\n\r\n")));
        if (!chunked)
        {
            bytes.Write(body);
            return (bytes.ToArray(), body);
        }

        for (var at = 0; at < body.Length;)
        {
            var length = Math.Min(body.Length - at, random.Next(1, 400));
            bytes.Write(Encoding.ASCII.GetBytes($"{length:x}{(random.Next(9) == 0 ? ";a=b" : "")}\r\n"));
            bytes.Write(body.AsSpan(at, length));
            bytes.Write("\r\n"u8);
            at += length;
        }

        bytes.Write("0\r\n\r\n"u8);
        return (bytes.ToArray(), body);
    }
}
