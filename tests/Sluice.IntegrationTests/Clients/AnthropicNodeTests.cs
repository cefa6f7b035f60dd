namespace Sluice.IntegrationTests.Clients;

/// <summary>The official Anthropic SDK for Node (@anthropic-ai/sdk).</summary>
public sealed class AnthropicNodeTests(AnthropicNodeRun run) : IClassFixture<AnthropicNodeRun>
{
    [Theory]
    [InlineData("stream")]
    [InlineData("helper")]
    public void A_stream_arrives_token_by_token(string name)
    {
        SdkAssert.Streamed(run[name]);
        SdkAssert.Usage(run[name], "input_tokens", "output_tokens");
        Assert.Equal("end_turn", run[name].Finish);
    }

    [Fact]
    public void Every_event_of_a_stream_comes_once_and_pings_not_at_all()
    {
        var events = run["stream"].Events;
        foreach (var once in new[] { "message_start", "content_block_start", "content_block_stop", "message_delta", "message_stop" })
            Assert.Equal(1, events[once]);
        Assert.Equal(6, events.Count);
    }

    [Fact]
    public void A_whole_message_is_complete()
    {
        SdkAssert.Whole(run["whole"]);
        SdkAssert.Usage(run["whole"], "input_tokens", "output_tokens");
        Assert.Equal("end_turn", run["whole"].Finish);
    }

    [Theory]
    [InlineData("tools")]
    [InlineData("tools-helper")]
    [InlineData("tools-whole")]
    public void A_tool_use_is_put_together_from_its_pieces(string name)
    {
        SdkAssert.Tool(run[name]);
        Assert.Equal("tool_use", run[name].Finish);
    }

    [Fact]
    public void Tokens_are_counted() => Assert.Equal(4, run["count-tokens"].Usage!.Value.GetProperty("input_tokens").GetInt32());

    [Theory]
    [InlineData("cut")]
    [InlineData("cut-helper")]
    [InlineData("end")]
    [InlineData("reset")]
    public void A_cut_stream_raises_APIError(string name)
    {
        var error = SdkAssert.Cut(run[name], "APIError");
        Assert.Equal("APIError", error.Class);
        Assert.Equal("api_error", error.Type);
        Assert.Contains("\"code\":\"upstream_truncated\",\"hop\":\"upstream\"", error.Message);
    }

    [Fact]
    public void A_cut_tool_use_raises_APIError() => SdkAssert.Error(run["cut-tools"], "APIError");

    /// <summary>The SDK does not wrap what fetch throws while it reads a whole body.</summary>
    [Fact]
    public void A_cut_whole_message_raises_fetchs_own_error() => Assert.Equal("terminated", SdkAssert.Error(run["cut-whole"], "TypeError").Message);

    [Fact]
    public void The_models_own_error_event_keeps_its_type() => Assert.Equal("overloaded_error", SdkAssert.Cut(run["error"], "APIError").Type);

    [Theory]
    [InlineData("unauthorized", "AuthenticationError", 401, "authentication_error")]
    [InlineData("unrouted", "NotFoundError", 404, "not_found_error")]
    [InlineData("not-found", "NotFoundError", 404, "not_found_error")]
    [InlineData("bad-request", "BadRequestError", 400, "invalid_request_error")]
    [InlineData("limited", "RateLimitError", 429, "rate_limit_error")]
    [InlineData("overloaded", "InternalServerError", 529, "overloaded_error")]
    public void A_refusal_is_the_SDKs_error_for_its_status(string name, string type, int status, string kind) =>
        Assert.Equal(kind, SdkAssert.Refused(run[name], type, status).Type);

    [Theory]
    [InlineData("slow", "stream")]
    [InlineData("slow-helper", "helper")]
    public Task Heartbeats_in_two_silences_go_unnoticed(string slow, string quick) => SdkAssert.UnnoticedHeartbeats(run[slow], run[quick], run);

    [Theory]
    [InlineData("abort", "endless", null)]
    [InlineData("abort-silent", "slow-head-60s", "APIUserAbortError")]
    public async Task Leaving_cancels_the_upstream(string name, string behaviour, string? error)
    {
        Assert.Equal(error, run[name].Error?.Class);
        await SdkAssert.Cancelled(name, run, behaviour);
    }
}
