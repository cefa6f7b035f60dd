namespace Sluice.IntegrationTests.Clients;

/// <summary>Vercel's AI SDK (ai) with its providers for chat, Responses, Anthropic and OpenAI-compatible servers.</summary>
public sealed class VercelTests(VercelRun run) : IClassFixture<VercelRun>
{
    public static TheoryData<string> Providers { get; } = ["chat", "responses", "anthropic", "compatible"];

    [Theory, MemberData(nameof(Providers))]
    public void A_stream_arrives_token_by_token(string provider)
    {
        SdkAssert.Streamed(run[$"{provider}-stream"]);
        SdkAssert.Usage(run[$"{provider}-stream"], "inputTokens", "outputTokens");
        Assert.Equal("stop", run[$"{provider}-stream"].Finish);
    }

    [Theory, MemberData(nameof(Providers))]
    public void A_whole_answer_is_complete(string provider)
    {
        SdkAssert.Whole(run[$"{provider}-whole"]);
        SdkAssert.Usage(run[$"{provider}-whole"], "inputTokens", "outputTokens");
        Assert.Equal("stop", run[$"{provider}-whole"].Finish);
    }

    [Theory, MemberData(nameof(Providers))]
    public void A_tool_call_is_put_together_from_its_pieces(string provider)
    {
        foreach (var name in new[] { $"{provider}-tools", $"{provider}-tools-whole" })
        {
            SdkAssert.Tool(run[name]);
            Assert.Equal("tool-calls", run[name].Finish);
        }
    }

    /// <summary>Our event becomes an error part with our words; the incomplete message behind it makes the SDK throw its own APICallError.</summary>
    [Theory, MemberData(nameof(Providers))]
    public void A_cut_stream_shows_our_event_and_raises_APICallError(string provider)
    {
        foreach (var what in new[] { "cut", "end" })
        {
            var seen = run[$"{provider}-{what}"];
            Assert.Equal("Failed to process successful response", SdkAssert.Cut(seen, "APICallError").Message);
            Assert.Equal("Provider 'mock' ended its answer before it was complete.", Assert.Single(seen.Reported).Message);
        }
    }

    [Theory, MemberData(nameof(Providers))]
    public void A_cut_tool_call_raises_APICallError_and_calls_no_tool(string provider)
    {
        SdkAssert.Error(run[$"{provider}-cut-tools"], "APICallError");
        Assert.Empty(run[$"{provider}-cut-tools"].Tools);
    }

    /// <summary>The text alone has no place for an error part: here only the incomplete message tells of the cut.</summary>
    [Theory, MemberData(nameof(Providers))]
    public void A_reader_of_the_text_alone_is_told_of_the_cut(string provider)
    {
        SdkAssert.Cut(run[$"{provider}-cut-text"], "APICallError");
        SdkAssert.Error(run[$"{provider}-cut-whole"], "APICallError");
    }

    [Theory, MemberData(nameof(Providers))]
    public void The_models_own_error_event_shows_and_raises_APICallError(string provider)
    {
        var seen = run[$"{provider}-error"];
        SdkAssert.Cut(seen, "APICallError");
        Assert.Equal("The model failed while it was answering, as its name asked it to.", Assert.Single(seen.Reported).Message);
    }

    [Theory, MemberData(nameof(Providers))]
    public void A_refusal_is_an_APICallError_with_its_status(string provider)
    {
        foreach (var (what, status) in new[] { ("unauthorized", 401), ("not-found", 404), ("limited", 429) })
        {
            var reported = Assert.Single(run[$"{provider}-{what}"].Reported);
            Assert.Equal(("APICallError", status), (reported.Class, reported.Status));
        }
    }

    [Theory, MemberData(nameof(Providers))]
    public Task Heartbeats_in_two_silences_go_unnoticed(string provider) =>
        SdkAssert.UnnoticedHeartbeats(run[$"{provider}-slow"], run[$"{provider}-stream"], run);

    [Theory, MemberData(nameof(Providers))]
    public async Task Leaving_cancels_the_upstream(string provider)
    {
        Assert.Null(run[$"{provider}-abort"].Error);
        await SdkAssert.Cancelled($"{provider}-abort", run, "endless");
    }
}
