using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;

namespace Sluice.IntegrationTests.Clients;

/// <summary>The official Anthropic SDK for .NET.</summary>
public sealed class AnthropicDotNetTests(DotNetBed dotnet) : IClassFixture<DotNetBed>
{
    [Fact]
    public async Task A_stream_arrives_token_by_token_with_its_usage()
    {
        string? stop = null;
        var tokens = 0L;
        var read = await DotNetBed.ReadAsync(Stream("m-net-stream"), update =>
        {
            if (update.TryPickDelta(out var delta))
                (stop, tokens) = (delta.Delta.StopReason?.Raw(), delta.Usage.OutputTokens);
            return Text(update);
        });

        DotNetBed.AssertStreamed(read);
        Assert.Equal(("end_turn", (long)ClientBed.AnswerTokens), (stop, tokens));
    }

    [Fact]
    public async Task A_whole_message_is_complete()
    {
        var message = await Client().Messages.Create(Request("m-net-whole"));
        Assert.True(Assert.Single(message.Content).TryPickText(out var text));
        Assert.Equal(ClientBed.Answer, text.Text);
        Assert.Equal((4, ClientBed.AnswerTokens), (message.Usage.InputTokens, message.Usage.OutputTokens));
    }

    [Fact]
    public async Task A_tool_use_is_put_together_from_its_pieces()
    {
        var (name, arguments, stop) = ("", "", "");
        await foreach (var update in Stream("m-net-tools", tools: true))
        {
            if (update.TryPickContentBlockStart(out var start) && start.ContentBlock.TryPickToolUse(out var use))
                name = use.Name;
            if (update.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickInputJson(out var json))
                arguments += json.PartialJson;
            if (update.TryPickDelta(out var last))
                stop = last.Delta.StopReason?.Raw();
        }

        Assert.Equal(("find_gate", """{"place":"Delft","width":3}""", "tool_use"), (name, arguments, stop));
    }

    [Theory]
    [InlineData("cut-after-5", "upstream_truncated")]
    [InlineData("end-after-5", "upstream_truncated")]
    [InlineData("reset-after-5", "upstream_truncated")]
    [InlineData("error-after-5", "overloaded_error")]
    public async Task A_cut_stream_raises_AnthropicSseException(string behaviour, string code)
    {
        var read = await DotNetBed.ReadAsync(Stream($"m-net+{behaviour}"), Text);
        Assert.Equal("A sluice is a gate:", read.Text);
        Assert.Contains(code, Assert.IsType<AnthropicSseException>(read.Error).Message);
    }

    /// <summary>The SDK does not wrap what HttpClient raises while it reads a whole body.</summary>
    [Fact]
    public async Task A_cut_whole_message_raises() =>
        await Assert.ThrowsAsync<HttpIOException>(() => Client().Messages.Create(Request("m-net-whole+cut-after-5")));

    [Theory]
    [InlineData("m-net", "sk-wrong", typeof(AnthropicUnauthorizedException))]
    [InlineData("m-net+status-404", ClientBed.ClientKey, typeof(AnthropicNotFoundException))]
    [InlineData("nobody", ClientBed.ClientKey, typeof(AnthropicNotFoundException))]
    [InlineData("m-net+status-429", ClientBed.ClientKey, typeof(AnthropicRateLimitException))]
    [InlineData("m-net+status-529", ClientBed.ClientKey, typeof(AnthropicOverloadedException))]
    public async Task A_refusal_is_the_SDKs_exception_for_its_status(string model, string key, System.Type type)
    {
        Assert.IsType(type, (await DotNetBed.ReadAsync(Client(key).Messages.CreateStreaming(Request(model)), Text)).Error);
        await Assert.ThrowsAsync(type, () => Client(key).Messages.Create(Request(model)));
    }

    [Fact]
    public async Task Heartbeats_in_two_silences_go_unnoticed()
    {
        var quick = await DotNetBed.ReadAsync(Stream("m-net-quick"), Text);
        var slow = await DotNetBed.ReadAsync(
            Client(quick: true).Messages.CreateStreaming(Request("m-net-slow+slow-start-1500ms+pause-after-5-1500ms")), Text);
        await dotnet.AssertUnnoticedAsync(slow, quick, "m-net-slow+");
    }

    [Fact]
    public async Task Breaking_off_cancels_the_upstream()
    {
        var read = await DotNetBed.ReadAsync(Stream("m-net-break+endless"), Text, r => r.Arrivals.Count == 5);
        Assert.Null(read.Error);
        await dotnet.AssertCancelledAsync("m-net-break+endless");
    }

    static string? Text(RawMessageStreamEvent update) =>
        update.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var text) ? text.Text : null;

    IAsyncEnumerable<RawMessageStreamEvent> Stream(string model, bool tools = false) => Client().Messages.CreateStreaming(Request(model, tools));

    static MessageCreateParams Request(string model, bool tools = false)
    {
        var request = new MessageCreateParams { Model = model, MaxTokens = 256, Messages = [new(new UserMessageParam("What is a sluice?"))] };
        return tools ? request with { Tools = [new Tool { Name = "find_gate", InputSchema = Schema }] } : request;
    }

    static InputSchema Schema => InputSchema.FromRawUnchecked(System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, System.Text.Json.JsonElement>>(
        """{"type":"object","properties":{"place":{"type":"string"},"width":{"type":"number"}},"required":["place","width"]}""")!);

    AnthropicClient Client(string key = ClientBed.ClientKey, bool quick = false) => new()
    {
        BaseUrl = (quick ? dotnet.Bed.Quick : dotnet.Bed.Plain).Address.ToString(),
        ApiKey = key,
        MaxRetries = 0,
    };
}
