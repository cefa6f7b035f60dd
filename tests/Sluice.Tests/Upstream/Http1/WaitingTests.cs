using System.Text;
using Sluice.Upstream.Http1;

namespace Sluice.Tests.Upstream.Http1;

/// <summary>What a connection holds while it waits for its upstream.</summary>
public sealed class WaitingTests
{
    [Fact]
    public async Task A_stream_that_is_slow_waits_without_a_buffer_and_one_that_is_fast_with_one()
    {
        var source = new Pieces(("a", 5000), ("b", 10), ("c", 10), ("d", 3000), ("e", 10));
        var body = new Http1Body(source, new ReceiveBuffer(), BodyFraming.UntilClose);

        for (var i = 0; i < 5; i++)
        {
            var read = await body.ReadAsync();
            body.AdvanceTo(read.Buffer.End);
        }

        // "-" is a wait without room. The first wait of a body is for its first event, which is slow as a rule.
        Assert.Equal("-a-bcd-e", source.Seen);
    }

    [Fact]
    public async Task Bytes_that_wait_for_the_rest_of_their_frame_stay_where_they_are()
    {
        var source = new Pieces(("da", 5000), ("ta", 5000));
        var body = new Http1Body(source, new ReceiveBuffer(), BodyFraming.UntilClose);

        var read = await body.ReadAsync();
        body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        read = await body.ReadAsync();

        Assert.Equal("data", Encoding.ASCII.GetString(read.Buffer.FirstSpan));
        Assert.Equal("-data", source.Seen);
    }

    /// <summary>Pieces, each after so many milliseconds; notes waits and receives in their order.</summary>
    sealed class Pieces(params (string Text, int Milliseconds)[] pieces) : IByteSource
    {
        int _next;

        public string Seen { get; private set; } = "";

        public long Now => pieces.Take(_next).Sum(piece => piece.Milliseconds);

        public TimeSpan Since(long timestamp) => TimeSpan.FromMilliseconds(Now - timestamp);

        public ValueTask<int> ReceiveAsync(Memory<byte> room)
        {
            if (room.IsEmpty)
            {
                Seen += "-";
                return new ValueTask<int>(0);
            }

            var text = pieces[_next++].Text;
            Seen += text;
            return new ValueTask<int>(Encoding.ASCII.GetBytes(text, room.Span));
        }

        public void Abort() => throw new InvalidOperationException("nobody was to abort this");
    }
}
