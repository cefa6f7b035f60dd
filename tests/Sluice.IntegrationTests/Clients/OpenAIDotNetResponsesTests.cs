#pragma warning disable OPENAI001 // The SDK calls its Responses client a preview; users stream with it all the same.
using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI.Responses;

namespace Sluice.IntegrationTests.Clients;

/// <summary>The official OpenAI SDK for .NET, Responses.</summary>
public sealed class OpenAIDotNetResponsesTests(DotNetBed dotnet) : IClassFixture<DotNetBed>
{
    const string Prompt = "What is a sluice?";

    [Fact]
    public async Task A_stream_arrives_token_by_token_with_its_usage()
    {
        ResponseResult? result = null;
        var read = await DotNetBed.ReadAsync(await StreamAsync("m-net-stream"), update =>
        {
            result = (update as StreamingResponseCompletedUpdate)?.Response ?? result;
            return Text(update);
        });

        DotNetBed.AssertStreamed(read);
        Assert.Equal(ResponseStatus.Completed, result!.Status);
        Assert.Equal(ClientBed.Answer, result.GetOutputText());
        Assert.Equal((4, ClientBed.AnswerTokens), (result.Usage.InputTokenCount, result.Usage.OutputTokenCount));
    }

    [Fact]
    public async Task A_whole_response_is_complete()
    {
        var result = (await Client().CreateResponseAsync("m-net-whole", Prompt, null, CancellationToken.None)).Value;
        Assert.Equal(ClientBed.Answer, result.GetOutputText());
        Assert.Equal(ClientBed.AnswerTokens, result.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task A_function_call_is_put_together_from_its_pieces()
    {
        var options = new CreateResponseOptions("m-net-tools", [ResponseItem.CreateUserMessageItem(Prompt)]) { StreamingEnabled = true };
        options.Tools.Add(ResponseTool.CreateFunctionTool("find_gate", BinaryData.FromString(
            """{"type":"object","properties":{"place":{"type":"string"},"width":{"type":"number"}},"required":["place","width"],"additionalProperties":false}"""), true, null));
        var arguments = "";
        FunctionCallResponseItem? call = null;
        await foreach (var update in await Client().CreateResponseStreamingAsync(options))
        {
            if (update is StreamingResponseFunctionCallArgumentsDeltaUpdate delta)
                arguments += delta.Delta;
            if (update is StreamingResponseCompletedUpdate completed)
                call = completed.Response.OutputItems.OfType<FunctionCallResponseItem>().Single();
        }

        Assert.Equal("""{"place":"Delft","width":3}""", arguments);
        Assert.Equal(("find_gate", arguments), (call!.FunctionName, call.FunctionArguments.ToString()));
    }

    /// <summary>The event arrives as an update of its own type, in the SDK's flat form; what raises is that the message stays incomplete.</summary>
    [Theory]
    [InlineData("cut-after-5")]
    [InlineData("end-after-5")]
    public async Task A_cut_stream_shows_our_event_and_raises(string behaviour)
    {
        StreamingResponseErrorUpdate? told = null;
        var read = await DotNetBed.ReadAsync(await StreamAsync($"m-net+{behaviour}"), update =>
        {
            told = update as StreamingResponseErrorUpdate ?? told;
            return Text(update);
        });

        Assert.Equal("A sluice is a gate:", read.Text);
        Assert.Equal(("upstream_truncated", "Provider 'mock' ended its answer before it was complete."), (told?.Code, told?.Message));
        Assert.Equal(HttpRequestError.ResponseEnded, Assert.IsType<HttpIOException>(read.Error).HttpRequestError);
    }

    [Theory]
    [InlineData("m-net+status-404", ClientBed.ClientKey, 404)]
    [InlineData("m-net+status-429", ClientBed.ClientKey, 429)]
    [InlineData("m-net", "sk-wrong", 401)]
    public async Task A_refusal_is_a_ClientResultException_with_its_status(string model, string key, int status)
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(() => Client(key).CreateResponseAsync(model, Prompt, null, CancellationToken.None));
        Assert.Equal(status, error.Status);
    }

    [Fact]
    public async Task Heartbeats_in_two_silences_go_unnoticed()
    {
        var quick = await DotNetBed.ReadAsync(await StreamAsync("m-net-quick"), Text);
        var slow = await DotNetBed.ReadAsync(await StreamAsync("m-net-slow+slow-start-1500ms+pause-after-5-1500ms", quick: true), Text);
        await dotnet.AssertUnnoticedAsync(slow, quick, "m-net-slow+");
    }

    [Fact]
    public async Task Breaking_off_cancels_the_upstream()
    {
        var read = await DotNetBed.ReadAsync(await StreamAsync("m-net-break+endless"), Text, r => r.Arrivals.Count == 5);
        Assert.Null(read.Error);
        await dotnet.AssertCancelledAsync("m-net-break+endless");
    }

    static string? Text(StreamingResponseUpdate update) => (update as StreamingResponseOutputTextDeltaUpdate)?.Delta;

    async Task<IAsyncEnumerable<StreamingResponseUpdate>> StreamAsync(string model, bool quick = false) =>
        await Client(quick: quick).CreateResponseStreamingAsync(model, Prompt, null, CancellationToken.None);

    ResponsesClient Client(string key = ClientBed.ClientKey, bool quick = false) => new(new ApiKeyCredential(key), new ResponsesClientOptions
    {
        Endpoint = new Uri((quick ? dotnet.Bed.Quick : dotnet.Bed.Plain).Address, "v1"),
        RetryPolicy = new ClientRetryPolicy(0),
    });
}
