using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;

namespace Sluice.IntegrationTests.Clients;

/// <summary>The official OpenAI SDK for .NET, chat.</summary>
public sealed class OpenAIDotNetChatTests(DotNetBed dotnet) : IClassFixture<DotNetBed>
{
    static readonly ChatTool Tool = ChatTool.CreateFunctionTool("find_gate", "Finds a gate by its place.", BinaryData.FromString(
        """{"type":"object","properties":{"place":{"type":"string"},"width":{"type":"number"}},"required":["place","width"],"additionalProperties":false}"""));

    static ChatMessage[] Prompt => [new UserChatMessage("What is a sluice?")];

    ClientBed Bed => dotnet.Bed;

    [Fact]
    public async Task A_stream_arrives_token_by_token_with_its_usage()
    {
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        var read = await DotNetBed.ReadAsync(Client("m-net-stream").CompleteChatStreamingAsync(Prompt), update =>
        {
            usage = update.Usage ?? usage;
            finish = update.FinishReason ?? finish;
            return Text(update);
        });

        DotNetBed.AssertStreamed(read);
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.Equal((4, ClientBed.AnswerTokens), (usage!.InputTokenCount, usage.OutputTokenCount));
    }

    [Fact]
    public async Task A_whole_answer_is_complete()
    {
        var answer = (await Client("m-net-whole").CompleteChatAsync(Prompt)).Value;
        Assert.Equal(ClientBed.Answer, answer.Content[0].Text);
        Assert.Equal(ClientBed.AnswerTokens, answer.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task A_tool_call_is_put_together_from_its_pieces()
    {
        var (id, name, arguments) = ("", "", "");
        ChatFinishReason? finish = null;
        await foreach (var update in Client("m-net-tools").CompleteChatStreamingAsync(Prompt, new ChatCompletionOptions { Tools = { Tool } }))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                id += call.ToolCallId;
                name += call.FunctionName;
                arguments += call.FunctionArgumentsUpdate;
            }

            finish = update.FinishReason ?? finish;
        }

        Assert.StartsWith("call_", id);
        Assert.Equal(("find_gate", """{"place":"Delft","width":3}"""), (name, arguments));
        Assert.Equal(ChatFinishReason.ToolCalls, finish);
    }

    /// <summary>
    /// This SDK has no error for a stream: it takes the error event for an update without content. Only that the message stays incomplete
    /// makes it raise, and then what HttpClient raises. A gateway that ends a cut stream properly would be believed.
    /// </summary>
    [Theory]
    [InlineData("cut-after-5")]
    [InlineData("end-after-5")]
    [InlineData("reset-after-5")]
    [InlineData("error-after-5")]
    public async Task A_cut_stream_raises_since_its_message_is_incomplete(string behaviour)
    {
        ChatFinishReason? finish = null;
        var read = await DotNetBed.ReadAsync(Client($"m-net+{behaviour}").CompleteChatStreamingAsync(Prompt), update =>
        {
            finish = update.FinishReason ?? finish;
            return Text(update);
        });

        Assert.Equal("A sluice is a gate:", read.Text);
        Assert.Equal(HttpRequestError.ResponseEnded, Assert.IsType<HttpIOException>(read.Error).HttpRequestError);
        Assert.Null(finish);
    }

    [Fact]
    public async Task A_cut_whole_answer_raises()
    {
        var error = await Assert.ThrowsAsync<HttpIOException>(() => Client("m-net-whole+cut-after-5").CompleteChatAsync(Prompt));
        Assert.Equal(HttpRequestError.ResponseEnded, error.HttpRequestError);
    }

    [Theory]
    [InlineData("m-net+status-404", ClientBed.ClientKey, 404)]
    [InlineData("nobody", ClientBed.ClientKey, 404)]
    [InlineData("m-net+status-429", ClientBed.ClientKey, 429)]
    [InlineData("m-net+status-500", ClientBed.ClientKey, 500)]
    [InlineData("m-net", "sk-wrong", 401)]
    public async Task A_refusal_is_a_ClientResultException_with_its_status(string model, string key, int status)
    {
        var read = await DotNetBed.ReadAsync(Client(model, key).CompleteChatStreamingAsync(Prompt), Text);
        Assert.Equal(status, Assert.IsType<ClientResultException>(read.Error).Status);
        Assert.Equal(status, (await Assert.ThrowsAsync<ClientResultException>(() => Client(model, key).CompleteChatAsync(Prompt))).Status);
    }

    [Fact]
    public async Task Heartbeats_in_two_silences_go_unnoticed()
    {
        var quick = await DotNetBed.ReadAsync(Client("m-net-quick").CompleteChatStreamingAsync(Prompt), Text);
        var slow = await DotNetBed.ReadAsync(
            Client("m-net-slow+slow-start-1500ms+pause-after-5-1500ms", quick: true).CompleteChatStreamingAsync(Prompt), Text);
        await dotnet.AssertUnnoticedAsync(slow, quick, "m-net-slow+");
    }

    [Fact]
    public async Task Breaking_off_cancels_the_upstream()
    {
        var read = await DotNetBed.ReadAsync(Client("m-net-break+endless").CompleteChatStreamingAsync(Prompt), Text, r => r.Arrivals.Count == 5);
        Assert.Null(read.Error);
        await dotnet.AssertCancelledAsync("m-net-break+endless");
    }

    [Fact]
    public async Task A_cancelled_token_cancels_the_upstream()
    {
        using var cancel = new CancellationTokenSource();
        var reading = Client("m-net-token+slow-head-60s").CompleteChatAsync(Prompt, null, cancel.Token);
        await Bed.RequestAsync("m-net-token+slow-head-60s");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await dotnet.AssertCancelledAsync("m-net-token+slow-head-60s");
    }

    static string? Text(StreamingChatCompletionUpdate update) => update.ContentUpdate.Count > 0 ? update.ContentUpdate[0].Text : null;

    ChatClient Client(string model, string key = ClientBed.ClientKey, bool quick = false) => new(model, new ApiKeyCredential(key), new OpenAIClientOptions
    {
        Endpoint = new Uri((quick ? Bed.Quick : Bed.Plain).Address, "v1"),
        RetryPolicy = new ClientRetryPolicy(0),
    });
}
