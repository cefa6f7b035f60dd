using Sluice.Relay;

namespace Sluice.Tests.Relay;

/// <summary>What ends one attempt and what ends the whole exchange.</summary>
public sealed class PacedDownstreamTests
{
    static readonly TimeoutOptions Limits = new(Connect: null, FirstToken: TimeSpan.FromSeconds(20), Idle: null, Progress: null, Total: TimeSpan.FromSeconds(60), ClientWrite: null);

    [Fact]
    public async Task A_late_wake_after_an_attempts_limit_leaves_room_for_another_attempt()
    {
        using var relay = await Task.Run(() => new PipeRelay("openai-chat", Limits));
        await relay.PassAsync(TimeSpan.FromSeconds(21));
        Assert.Equal(EndOfStream.FirstTokenTimeout, (await relay.Running).End);

        // The attempt's read ends once its connection is given up.
        relay.Pacer.OperationCompleted();

        Assert.False(relay.Client.IsOver);
    }

    [Fact]
    public async Task No_attempt_follows_the_exchanges_total_limit()
    {
        using var relay = await Task.Run(() => new PipeRelay("openai-chat", Limits));
        await relay.PassAsync(TimeSpan.FromSeconds(21));
        await relay.Running;

        await relay.PassAsync(TimeSpan.FromSeconds(40));

        Assert.True(relay.Client.IsOver);
    }

    [Fact]
    public async Task No_attempt_follows_a_client_that_left()
    {
        using var relay = await Task.Run(() => new PipeRelay("openai-chat", Limits));

        relay.Pacer.OnClientGone();

        Assert.True(relay.Client.IsOver);
        Assert.Equal(EndOfStream.ClientGone, (await relay.Running).End);
    }

    [Fact]
    public async Task No_attempt_follows_the_drain()
    {
        using var relay = await Task.Run(() => new PipeRelay("openai-chat", Limits));

        relay.Pacer.OnDrained();

        Assert.True(relay.Client.IsOver);
        Assert.Equal(EndOfStream.Drained, (await relay.Running).End);
    }
}
