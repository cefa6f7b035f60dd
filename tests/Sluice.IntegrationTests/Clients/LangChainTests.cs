namespace Sluice.IntegrationTests.Clients;

/// <summary>LangChain's chat model for OpenAI (@langchain/openai), as agents use it.</summary>
public sealed class LangChainTests(LangChainRun run) : IClassFixture<LangChainRun>
{
    [Fact]
    public void A_stream_arrives_token_by_token()
    {
        SdkAssert.Streamed(run["stream"]);
        SdkAssert.Usage(run["stream"], "input_tokens", "output_tokens");
        Assert.Equal("stop", run["stream"].Finish);
    }

    [Fact]
    public void A_whole_answer_is_complete()
    {
        SdkAssert.Whole(run["whole"]);
        SdkAssert.Usage(run["whole"], "input_tokens", "output_tokens");
    }

    [Fact]
    public void A_tool_call_is_put_together_from_its_pieces()
    {
        SdkAssert.Tool(run["tools"]);
        Assert.Equal("tool_calls", run["tools"].Finish);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("end")]
    public void A_cut_stream_raises_the_OpenAI_SDKs_APIError(string name) =>
        Assert.Equal("upstream_truncated", SdkAssert.Cut(run[name], "APIError").Code?.GetString());

    [Fact]
    public void A_cut_tool_call_raises_APIError() => SdkAssert.Error(run["cut-tools"], "APIError");

    [Fact]
    public void The_models_own_error_event_raises_APIError() =>
        Assert.Equal("scripted_error", SdkAssert.Cut(run["error"], "APIError").Code?.GetString());

    [Theory]
    [InlineData("unauthorized", "AuthenticationError", 401)]
    [InlineData("not-found", "NotFoundError", 404)]
    [InlineData("limited", "RateLimitError", 429)]
    public void A_refusal_is_the_OpenAI_SDKs_error_for_its_status(string name, string type, int status) => SdkAssert.Refused(run[name], type, status);

    [Fact]
    public Task Heartbeats_in_two_silences_go_unnoticed() => SdkAssert.UnnoticedHeartbeats(run["slow"], run["stream"], run);

    [Fact]
    public async Task Leaving_cancels_the_upstream()
    {
        Assert.Equal("AbortError", run["abort"].Error?.Name);
        await SdkAssert.Cancelled("abort", run, "endless");
    }
}
