namespace Sluice.Tests.Relay;

/// <summary>The moment after which no other attempt can follow.</summary>
public sealed class CommitTests
{
    const string Role = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
    const string Token = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";

    [Fact]
    public async Task What_another_attempt_would_need_is_kept_until_content_has_left_and_given_up_once()
    {
        using var relay = await Task.Run(() => new PipeRelay("openai-chat"));

        relay.Send(Role);
        Assert.Equal(0, relay.Commits);
        relay.Send(Token);
        Assert.Equal(1, relay.Commits);
        relay.Send(Token);
        relay.Upstream.Writer.Complete();
        await relay.Running;

        Assert.Equal(1, relay.Commits);
    }
}
