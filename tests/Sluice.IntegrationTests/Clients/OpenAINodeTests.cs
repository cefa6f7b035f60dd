namespace Sluice.IntegrationTests.Clients;

/// <summary>The official OpenAI SDK for Node (openai), chat and Responses.</summary>
public sealed class OpenAINodeTests(OpenAINodeRun run) : IClassFixture<OpenAINodeRun>
{
    [Fact]
    public async Task A_chat_stream_arrives_token_by_token_without_the_usage_chunk_nobody_asked_for()
    {
        var seen = run["chat-stream"];
        SdkAssert.Streamed(seen);
        Assert.Equal("stop", seen.Finish);
        Assert.Null(seen.Usage);
        Assert.DoesNotContain("chunk without choice", seen.Events.Keys);
        var line = await run.Bed.LineAsync("m-chat-stream\"");
        Assert.Equal("completed", line.GetProperty("ending").GetString());
        Assert.Equal("provider", line.GetProperty("usage_source").GetString());
        Assert.Equal(ClientBed.AnswerTokens, line.GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public void A_chat_stream_with_usage_has_it_in_its_last_chunk()
    {
        SdkAssert.Streamed(run["chat-stream-usage"]);
        SdkAssert.Usage(run["chat-stream-usage"], "prompt_tokens", "completion_tokens");
        Assert.Equal(1, run["chat-stream-usage"].Events["chunk without choice"]);
    }

    [Fact]
    public void A_whole_chat_answer_is_complete()
    {
        SdkAssert.Whole(run["chat-whole"]);
        SdkAssert.Usage(run["chat-whole"], "prompt_tokens", "completion_tokens");
        Assert.Equal("stop", run["chat-whole"].Finish);
    }

    [Theory]
    [InlineData("chat-tools", "tool_calls")]
    [InlineData("chat-tools-helper", "tool_calls")]
    [InlineData("chat-tools-whole", "tool_calls")]
    [InlineData("responses-tools", "completed")]
    public void A_tool_call_is_put_together_from_its_pieces(string name, string finish)
    {
        SdkAssert.Tool(run[name]);
        Assert.Equal(finish, run[name].Finish);
    }

    [Theory]
    [InlineData("responses-stream")]
    [InlineData("responses-helper")]
    [InlineData("responses-whole")]
    public void A_response_is_complete_with_its_usage(string name)
    {
        if (name == "responses-whole")
            SdkAssert.Whole(run[name]);
        else
            SdkAssert.Streamed(run[name]);
        SdkAssert.Usage(run[name], "input_tokens", "output_tokens");
        Assert.Equal("completed", run[name].Finish);
        Assert.DoesNotContain("sequence broken", run[name].Events.Keys);
    }

    [Fact]
    public void An_embedding_passes()
    {
        Assert.Null(run["embeddings"].Error);
        Assert.Equal(1, run["embeddings"].Events["1 vector"]);
    }

    [Theory]
    [InlineData("chat-cut")]
    [InlineData("chat-cut-helper")]
    [InlineData("chat-end")]
    [InlineData("chat-reset")]
    [InlineData("responses-cut")]
    public void A_cut_stream_raises_APIError_with_our_code(string name)
    {
        var error = SdkAssert.Cut(run[name], "APIError");
        Assert.Equal("APIError", error.Class);
        Assert.Equal("upstream_truncated", error.Code?.GetString());
        Assert.Equal("Provider 'mock' ended its answer before it was complete.", error.Message);
        Assert.Null(error.Status);
    }

    [Fact]
    public void A_cut_tool_call_raises_APIError()
    {
        SdkAssert.Error(run["chat-cut-tools"], "APIError");
        Assert.Equal("{\"place\":\"De", Assert.Single(run["chat-cut-tools"].Tools).Args);
    }

    /// <summary>Responses has a helper of its own; it rejects as well, with the SDK's error.</summary>
    [Fact]
    public void The_helper_for_responses_rejects_a_cut_stream() => SdkAssert.Cut(run["responses-cut-helper"], "APIError");

    /// <summary>The SDK does not wrap what fetch throws while it reads a whole body; that the answer is not taken for whole is what we can do.</summary>
    [Fact]
    public void A_cut_whole_answer_raises_fetchs_own_error()
    {
        var error = SdkAssert.Error(run["chat-cut-whole"], "TypeError");
        Assert.Equal("terminated", error.Message);
        Assert.Equal("", run["chat-cut-whole"].Text);
    }

    [Fact]
    public void The_models_own_error_event_raises_APIError_with_its_code()
    {
        var error = SdkAssert.Cut(run["chat-error"], "APIError");
        Assert.Equal("scripted_error", error.Code?.GetString());
        Assert.Equal("server_error", error.Type);
    }

    [Theory]
    [InlineData("unauthorized", "AuthenticationError", 401)]
    [InlineData("unrouted", "NotFoundError", 404)]
    [InlineData("not-found", "NotFoundError", 404)]
    [InlineData("bad-request", "BadRequestError", 400)]
    [InlineData("limited", "RateLimitError", 429)]
    [InlineData("limited-retried", "RateLimitError", 429)]
    [InlineData("server-error", "InternalServerError", 500)]
    public void A_refusal_is_the_SDKs_error_for_its_status(string name, string type, int status)
    {
        var error = SdkAssert.Refused(run[name], type, status);
        Assert.NotNull(error.RequestId);
    }

    [Theory]
    [InlineData("chat-slow", "chat-stream")]
    [InlineData("responses-slow", "responses-stream")]
    public Task Heartbeats_in_two_silences_go_unnoticed(string slow, string quick) => SdkAssert.UnnoticedHeartbeats(run[slow], run[quick], run);

    [Fact]
    public async Task A_whole_answer_that_takes_long_gets_no_heartbeat()
    {
        SdkAssert.Whole(run["chat-slow-whole"]);
        Assert.Equal(0, (await run.Bed.LineAsync("m-chat-slow-whole")).GetProperty("heartbeats").GetInt32());
    }

    [Theory]
    [InlineData("chat-abort", "endless", null)]
    [InlineData("chat-break", "endless", null)]
    [InlineData("responses-abort", "endless", null)]
    [InlineData("chat-abort-silent", "slow-head-60s", "APIUserAbortError")]
    [InlineData("chat-abort-whole", "slow-start-60s", "APIUserAbortError")]
    public async Task Leaving_cancels_the_upstream(string name, string behaviour, string? error)
    {
        Assert.Equal(error, run[name].Error?.Class);
        await SdkAssert.Cancelled(name, run, behaviour);
    }
}
