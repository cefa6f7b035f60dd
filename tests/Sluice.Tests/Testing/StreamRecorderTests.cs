using System.Text;
using Sluice.Testing;

namespace Sluice.Tests.Testing;

public sealed class StreamRecorderTests
{
    const string Wild =
        "\uFEFFdata: first\r\n\r\n: comment\n\ndata:x\ndata:  y\rdata\r\r\n\n" +
        "id: 7\nretry: 10\n\nevent: named\n: inner\ndata: ünï\u20ACode\n\n\n\nunknown: f\ndata\n\ndata: cut";

    [Fact]
    public void Cut_at_any_byte_a_stream_gives_the_same_events_comments_and_positions()
    {
        var bytes = Encoding.UTF8.GetBytes(Wild);
        var whole = Record(bytes, bytes.Length);
        Assert.Equal(["first", "x\n y\n", "ünï€ode", ""], whole.Events.Select(e => e.Data));
        Assert.Equal([null, null, "named", null], whole.Events.Select(e => e.Name));
        Assert.Equal(["comment", "inner"], whole.Comments.Select(c => c.Text));
        Assert.Equal(("7", "10"), (whole.Blocks[2].Id, whole.Blocks[2].Retry));
        Assert.True(whole.InsideEvent);

        for (var size = 1; size < bytes.Length; size++)
        {
            var pieces = Record(bytes, size);
            Assert.Equal(
                whole.Blocks.Select(b => b with { At = default, End = 0 }), pieces.Blocks.Select(b => b with { At = default, End = 0 }));
            Assert.Equal(whole.Comments.Select(b => b with { At = default }), pieces.Comments.Select(b => b with { At = default }));
            Assert.Equal(bytes, pieces.Body);
        }
    }

    [Fact]
    public void An_event_is_stamped_with_the_read_that_ended_it()
    {
        var recorder = new StreamRecorder();
        recorder.Append(TimeSpan.FromSeconds(1), "data: a\n"u8);
        recorder.Append(TimeSpan.FromSeconds(2), "\ndata: b"u8);
        recorder.Append(TimeSpan.FromSeconds(3), "\n\n"u8);

        Assert.Equal([2, 3], recorder.Events.Select(e => (int)e.At.TotalSeconds));
        Assert.Equal([(0L, 9L), (9L, 18L)], recorder.Events.Select(e => (e.Position, e.End)));
        Assert.Equal(TimeSpan.FromSeconds(2), recorder.ArrivedAt(9));
    }

    [Fact]
    public async Task The_body_of_any_client_can_be_followed()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(s => s.Sse("a", "b"));
        upstream.RespondOnce(s => s.Sse("a").Fin());
        using var client = new HttpClient();

        var complete = StreamRecorder.Follow(await client.GetStreamAsync(upstream.BaseAddress));
        Assert.Equal("a", (await complete.ReadEventAsync())!.Data);
        Assert.Equal(StreamEnding.Complete, await complete.WaitForEndAsync());
        Assert.Equal(2, complete.EventCount);

        var cut = StreamRecorder.Follow(await client.GetStreamAsync(upstream.BaseAddress));
        Assert.Equal(StreamEnding.Incomplete, await cut.WaitForEndAsync());
        Assert.IsType<HttpIOException>(cut.Fault);
    }

    static StreamRecorder Record(byte[] bytes, int size)
    {
        var recorder = new StreamRecorder();
        foreach (var piece in bytes.Chunk(size))
            recorder.Append(default, piece);
        return recorder;
    }
}
