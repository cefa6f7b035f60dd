using System.Buffers;
using System.Text;
using Sluice.Dialects.OpenAI;

namespace Sluice.Tests.Dialects;

/// <summary>What is taken out of an event stream for OpenAI's own clients, frame by frame.</summary>
public sealed class EventLinesTests
{
    [Theory]
    [InlineData("id: 1\ndata: {}\n\n", "data: {}\n\n")]
    [InlineData("data: {}\r\nretry: 5\r\n\r\n", "data: {}\r\n\r\n")]
    [InlineData("data: {}\rid\r\r", "data: {}\r\r")]
    [InlineData("id: 1\n: kept\n\n", ": kept\n\n")]
    [InlineData("data:[DONE] \n\n", "data: [DONE]\n\n")]
    [InlineData("identity: 1\ndata: {}\n\n", "identity: 1\ndata: {}\n\n")]
    public void Lines_that_break_clients_go_and_the_others_stay(string frame, string expected) => Assert.Equal(expected, Cleaned(frame));

    /// <summary>Some decoders (older ones of openai-go) parse the nothing in an empty block as JSON.</summary>
    [Theory]
    [InlineData("retry: 3000\n\n")]
    [InlineData("retry: 3000\r\n\r\n")]
    [InlineData("id: 1\rretry\r\r")]
    public void A_block_of_nothing_else_goes_whole(string frame) => Assert.Equal("", Cleaned(frame));

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void An_empty_block_that_the_upstream_sent_stays(string frame) => Assert.Equal(frame, Cleaned(frame));

    static string Cleaned(string frame)
    {
        var output = new ArrayBufferWriter<byte>();
        EventLines.Clean(Encoding.UTF8.GetBytes(frame), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
