using Sluice.Relay;

namespace Sluice.Tests.Relay;

/// <summary>Moments at which two things happen at once.</summary>
public sealed class StreamRelayTests
{
    const string Content = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":null}]}\n\n";
    const string Finish = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    const string Done = "data: [DONE]\n\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_leaves_upon_the_last_event_has_had_everything(bool atOnce)
    {
        using var relay = await Task.Run(() => new PipeRelay("openai-chat"));
        await Task.Run(() =>
        {
            if (!atOnce)
            {
                relay.Send(Content + Finish);
                relay.Drain();
            }

            var leaving = LeaveUponBytesAsync(relay);
            relay.Send(atOnce ? Content + Finish + Done : Done);
            return leaving;
        });

        Assert.Equal(EndOfStream.Completed, (await relay.Running).End);
    }

    [Fact]
    public async Task A_client_that_leaves_upon_any_other_event_has_not()
    {
        using var relay = await Task.Run(() => new PipeRelay("openai-chat"));
        await Task.Run(() =>
        {
            var leaving = LeaveUponBytesAsync(relay);
            relay.Send(Content);
            return leaving;
        });

        Assert.Equal(EndOfStream.ClientGone, (await relay.Running).End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_whose_side_breaks_is_not_an_upstream_that_broke_off(bool afterContent)
    {
        using var relay = await Task.Run(() => new PipeRelay("openai-chat"));
        if (afterContent)
            relay.Send(Content);

        relay.Output.Complete(new IOException("broken pipe"));
        relay.Send(Content);

        Assert.Equal(EndOfStream.ClientGone, (await relay.Running).End);
    }

    /// <summary>The pipes resume inline: the client has gone before the flush that reached it returns.</summary>
    static async Task LeaveUponBytesAsync(PipeRelay relay)
    {
        var read = await relay.Output.ReadAsync();
        relay.Output.AdvanceTo(read.Buffer.End);
        relay.Pacer.OnClientGone();
    }
}
