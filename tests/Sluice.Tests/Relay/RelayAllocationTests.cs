using System.Text;

namespace Sluice.Tests.Relay;

/// <summary>Performance that is asserted: a chunk that passes costs no allocation.</summary>
public sealed class RelayAllocationTests
{
    const int Chunks = 100_000;

    static readonly Dictionary<string, string> Events = new()
    {
        ["openai-chat"] = "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"},\"finish_reason\":null}]}\n\n",
        ["openai-responses"] = "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":7,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"word \"}\n\n",
        ["anthropic-messages"] = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"word \"}}\n\n",
    };

    [Theory]
    [InlineData("openai-chat", false)]
    [InlineData("openai-chat", true)]
    [InlineData("openai-responses", false)]
    [InlineData("anthropic-messages", false)]
    public async Task A_whole_event_per_read_allocates_nothing(string dialect, bool filters)
    {
        var chunk = Encoding.UTF8.GetBytes(Events[dialect]);

        Assert.Equal(0, await Task.Run(() => BytesPerChunk(dialect, filters, chunk)));
    }

    [Fact]
    public async Task A_filtered_usage_null_allocates_nothing()
    {
        var chunk = Encoding.UTF8.GetBytes(Events["openai-chat"].Replace("}]}\n\n", "}],\"usage\":null}\n\n", StringComparison.Ordinal));

        Assert.Equal(0, await Task.Run(() => BytesPerChunk("openai-chat", filters: true, chunk)));
    }

    [Theory]
    [InlineData("openai-chat", false)]
    [InlineData("openai-chat", true)]
    [InlineData("openai-responses", false)]
    [InlineData("anthropic-messages", false)]
    public async Task Half_an_event_per_read_allocates_nothing(string dialect, bool filters)
    {
        var chunk = Encoding.UTF8.GetBytes(Events[dialect]);

        Assert.Equal(0, await Task.Run(() => BytesPerChunk(dialect, filters, chunk.AsMemory(0, chunk.Length / 2), chunk.AsMemory(chunk.Length / 2))));
    }

    /// <summary>Sends and receives on this thread, on which the pipes make the relay run too, so that the thread's count is the relay's.</summary>
    static long BytesPerChunk(string dialect, bool filters, params ReadOnlyMemory<byte>[] pieces)
    {
        using var bed = new PipeRelay(dialect, Sluice.Relay.TimeoutOptions.Default, TimeSpan.FromSeconds(15), filters: filters);
        var received = Pass(bed, pieces, Chunks / 10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        received += Pass(bed, pieces, Chunks);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.False(bed.Running.IsCompleted);
        Assert.Equal(Chunks + (Chunks / 10), bed.Observer.Count);
        Assert.True(received > 0);
        return allocated / Chunks;
    }

    static long Pass(PipeRelay bed, ReadOnlyMemory<byte>[] pieces, int times)
    {
        var received = 0L;
        for (var i = 0; i < times; i++)
        {
            foreach (var piece in pieces)
            {
                Assert.True(bed.Send(piece.Span));
                received += bed.Drain();
            }
        }

        return received;
    }
}
