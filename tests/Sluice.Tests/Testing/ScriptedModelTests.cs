using System.Text.Json;
using Sluice.Testing;

namespace Sluice.Tests.Testing;

public sealed class ScriptedModelTests : IAsyncLifetime
{
    const string Tools = """
        [{"type":"function","function":{"name":"get_weather","parameters":
            {"type":"object","properties":{"location":{"type":"string"},"days":{"type":"integer"}}}}}]
        """;
    const string FlatTools = """
        [{"type":"function","name":"get_weather","parameters":{"type":"object","properties":{"location":{"type":"string"}}}}]
        """;
    const string MessagesTools = """
        [{"name":"get_weather","input_schema":{"type":"object","properties":{"location":{"type":"string"}}}}]
        """;
    readonly ScriptedModel _model = ScriptedModel.Start(
        new() { FirstTokenDelay = TimeSpan.Zero, TokenInterval = TimeSpan.Zero, AnswerText = "Water finds ünï its way" });

    [Fact]
    public async Task A_chat_stream_has_role_content_finish_usage_and_done()
    {
        var events = await StreamAsync("/v1/chat/completions", """
            {"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"one two three"}]}
            """);

        Assert.Equal("[DONE]", events[^1].Data);
        var chunks = events.SkipLast(1).Select(e => e.Json()).ToList();
        Assert.Equal("assistant", Delta(chunks[0]).GetProperty("role").GetString());
        Assert.Equal(
            "Water finds ünï its way",
            string.Concat(chunks.Skip(1).SkipLast(2).Select(c => Delta(c).GetProperty("content").GetString())));
        Assert.Equal("stop", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Empty(Delta(chunks[^2]).EnumerateObject());
        Assert.Equal(0, chunks[^1].GetProperty("choices").GetArrayLength());
        Assert.Equal((3, 5, 8), Usage(chunks[^1], "prompt_tokens", "completion_tokens", "total_tokens"));
        Assert.All(chunks.SkipLast(1), c => Assert.Equal(JsonValueKind.Null, c.GetProperty("usage").ValueKind));
        Assert.Single(chunks.Select(c => $"{c.GetProperty("id")} {c.GetProperty("created")} {c.GetProperty("model")}").Distinct());
    }

    [Fact]
    public async Task Without_include_usage_no_chat_chunk_mentions_usage()
    {
        var events = await StreamAsync("/v1/chat/completions", """{"model":"m","stream":true,"messages":[]}""");

        Assert.DoesNotContain(events, e => e.Data!.Contains("usage", StringComparison.Ordinal));
        Assert.Equal(8, events.Count);
    }

    [Fact]
    public async Task A_chat_tool_call_comes_in_fragments_that_join_to_its_arguments()
    {
        var events = await StreamAsync("/v1/chat/completions", $$"""{"model":"m","stream":true,"messages":[],"tools":{{Tools}}}""");

        var calls = events.SkipLast(2).Select(e => Delta(e.Json()).GetProperty("tool_calls")[0]).ToList();
        Assert.Equal("get_weather", calls[0].GetProperty("function").GetProperty("name").GetString());
        Assert.All(calls, c => Assert.Equal(0, c.GetProperty("index").GetInt32()));
        var arguments = string.Concat(calls.Select(c => c.GetProperty("function").GetProperty("arguments").GetString()));
        Assert.Equal("""{"location":"Delft","days":3}""", arguments);
        Assert.Equal("tool_calls", events[^2].Json().GetProperty("choices")[0].GetProperty("finish_reason").GetString());

        var after = await StreamAsync("/v1/chat/completions", $$"""
            {"model":"m","stream":true,"messages":[{"role":"tool","tool_call_id":"c","content":"sun"}],"tools":{{Tools}}}
            """);
        Assert.Equal("Water", Delta(after[1].Json()).GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("[]", "response.output_text.delta", "response.output_text.done", "text")]
    [InlineData(FlatTools, "response.function_call_arguments.delta", "response.function_call_arguments.done", "arguments")]
    public async Task A_responses_stream_numbers_its_events_and_every_added_has_its_done(
        string tools, string delta, string done, string field)
    {
        var events = await StreamAsync("/v1/responses", $$"""{"model":"m","stream":true,"input":"hi","tools":{{tools}}}""");

        var all = events.Select(e => e.Json()).ToList();
        Assert.Equal(Enumerable.Range(0, all.Count), all.Select(e => e.GetProperty("sequence_number").GetInt32()));
        Assert.Equal(events.Select(e => e.Name), all.Select(e => e.GetProperty("type").GetString()));
        Assert.Equal(["response.created", "response.in_progress", "response.output_item.added"], events.Take(3).Select(e => e.Name));
        Assert.Equal(["response.output_item.done", "response.completed"], events.TakeLast(2).Select(e => e.Name));
        var deltas = string.Concat(all.Where((_, i) => events[i].Name == delta).Select(e => e.GetProperty("delta").GetString()));
        Assert.Equal(deltas, all.Single(e => e.GetProperty("type").GetString() == done).GetProperty(field).GetString());
        Assert.Equal(
            events.Count(e => e.Name!.EndsWith(".added", StringComparison.Ordinal)),
            events.Count(e => e.Name is "response.output_item.done" or "response.content_part.done"));
        Assert.True(all[^1].GetProperty("response").GetProperty("usage").GetProperty("output_tokens").GetInt32() > 0);
    }

    [Theory]
    [InlineData("[]", "text_delta", "text", "end_turn")]
    [InlineData(MessagesTools, "input_json_delta", "partial_json", "tool_use")]
    public async Task A_messages_stream_has_the_whole_skeleton(string tools, string type, string field, string stop)
    {
        var events = await StreamAsync("/v1/messages", $$"""
            {"model":"m","max_tokens":99,"stream":true,"messages":[{"role":"user","content":"hi"}],"tools":{{tools}}}
            """);

        Assert.All(events, e => Assert.Equal(e.Name, e.Json().GetProperty("type").GetString()));
        Assert.Equal(
            ["message_start", "content_block_start", "ping", "content_block_delta"],
            events.Select(e => e.Name).Distinct().Take(4));
        Assert.Equal(["content_block_stop", "message_delta", "message_stop"], events.TakeLast(3).Select(e => e.Name));
        var deltas = events.Where(e => e.Name == "content_block_delta").Select(e => e.Json().GetProperty("delta")).ToList();
        Assert.All(deltas, d => Assert.Equal(type, d.GetProperty("type").GetString()));
        Assert.Equal(
            stop == "tool_use" ? """{"location":"Delft"}""" : "Water finds ünï its way",
            string.Concat(deltas.Select(d => d.GetProperty(field).GetString())));
        Assert.Equal(stop, events[^2].Json().GetProperty("delta").GetProperty("stop_reason").GetString());
    }

    [Theory]
    [InlineData("/v1/chat/completions", "cut-after-2", StreamEnding.Incomplete, 3, "data: ")]
    [InlineData("/v1/chat/completions", "end-after-2", StreamEnding.Complete, 3, "data: ")]
    [InlineData("/v1/chat/completions", "reset-after-0", StreamEnding.Reset, 1, "data: ")]
    [InlineData("/v1/completions", "error-after-2", StreamEnding.Complete, 3, "\"error\":{\"message\"")]
    [InlineData("/v1/responses", "error-after-1", StreamEnding.Complete, 7, "event: response.failed")]
    [InlineData("/v1/messages", "error-after-1+tokens-9", StreamEnding.Complete, 5, "event: error")]
    [InlineData("/v1/messages", "end-after-9", StreamEnding.Complete, 8, "its")]
    public async Task A_model_name_asks_for_misbehaviour(string path, string model, StreamEnding ending, int events, string last)
    {
        var response = await AskAsync(path, $$"""{"model":"{{model}}","stream":true}""");

        Assert.Equal(ending, response.Ending);
        Assert.Equal(events, response.Events.Count);
        Assert.Contains(last, response.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", response.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delays_are_kept_on_the_given_clock()
    {
        var time = new ManualTimeProvider();
        await using var model = ScriptedModel.Start(
            new() { Time = time, FirstTokenDelay = TimeSpan.FromSeconds(3), TokenInterval = TimeSpan.FromSeconds(1) });
        await using var client = await RawClient.ConnectAsync(model.BaseAddress, new() { Time = time });
        await client.SendAsync(RawRequest.Post("/v1/chat/completions", """{"model":"tokens-2+pause-after-1-10s","stream":true}"""));
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);

        Assert.Equal(TimeSpan.FromSeconds(3), await time.AdvanceToNextTimerAsync());
        await client.ReadEventsAsync(2);
        Assert.Equal(TimeSpan.FromSeconds(11), await time.AdvanceToNextTimerAsync());
        await client.ReadEventsAsync(5);

        Assert.Equal([3, 3, 14, 14, 14], client.Response!.Events.Select(e => (e.At - client.Response.SentAt).TotalSeconds));
    }

    [Theory]
    [InlineData("/v1/chat/completions", "choices", "message")]
    [InlineData("/v1/completions", "choices", "text")]
    [InlineData("/v1/responses", "output", "content")]
    public async Task Whole_answers_carry_the_same_text(string path, string list, string field)
    {
        var response = await AskAsync(path, """{"model":"m","input":"x","messages":[],"max_tokens":3}""");

        Assert.Equal((200, "application/json"), (response.Status, response.Headers["content-type"]));
        using var json = JsonDocument.Parse(response.Text);
        Assert.Contains("Water finds ünï", json.RootElement.GetProperty(list)[0].GetProperty(field).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("its way", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_lists_counts_and_embeddings_have_each_dialects_shape()
    {
        var refused = await AskAsync("/v1/messages", """{"model":"status-529"}""");
        Assert.Equal((529, "1"), (refused.Status, refused.Headers["retry-after"]));
        Assert.Contains("overloaded_error", refused.Text, StringComparison.Ordinal);
        Assert.Equal(400, (await AskAsync("/v1/responses", "{")).Status);
        Assert.Contains("\"param\":\"model\"", (await AskAsync("/v1/chat/completions", "{}")).Text, StringComparison.Ordinal);
        Assert.Equal(404, (await AskAsync("/v1/nothing", "{}")).Status);
        var counted = await AskAsync(
            "/v1/messages/count_tokens", """{"system":"a b","messages":[{"role":"user","content":[{"type":"text","text":"c d"}]}]}""");
        Assert.Equal("""{"input_tokens":4}""", counted.Text);

        var first = await AskAsync("/v1/embeddings", """{"model":"e","input":["a","b"]}""");
        var again = await AskAsync("/v1/embeddings", """{"model":"e","input":["a","b"]}""");
        Assert.Equal(first.Text, again.Text);
        using var json = JsonDocument.Parse(first.Text);
        var vectors = json.RootElement.GetProperty("data").EnumerateArray().Select(d => d.GetProperty("embedding")).ToList();
        Assert.NotEqual(vectors[0].GetRawText(), vectors[1].GetRawText());
        Assert.Equal(1, vectors[0].EnumerateArray().Sum(v => v.GetDouble() * v.GetDouble()), 5);

        var models = await RawClient.ExchangeAsync(_model.BaseAddress, RawRequest.Get("/v1/models"));
        Assert.Contains("\"id\":\"sluice-demo\",\"object\":\"model\"", models.Text, StringComparison.Ordinal);
        Assert.Empty(_model.Upstream.Faults);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _model.DisposeAsync();

    async Task<IReadOnlyList<ReceivedEvent>> StreamAsync(string path, string body)
    {
        var response = await AskAsync(path, body);
        Assert.Equal(
            (200, "text/event-stream", StreamEnding.Complete), (response.Status, response.Headers["content-type"], response.Ending));
        return response.Events;
    }

    Task<RecordedResponse> AskAsync(string path, string body) => RawClient.ExchangeAsync(_model.BaseAddress, RawRequest.Post(path, body));

    static JsonElement Delta(JsonElement chunk) => chunk.GetProperty("choices")[0].GetProperty("delta");

    static (int, int, int) Usage(JsonElement value, params string[] names)
    {
        var usage = value.GetProperty("usage");
        return (usage.GetProperty(names[0]).GetInt32(), usage.GetProperty(names[1]).GetInt32(), usage.GetProperty(names[2]).GetInt32());
    }
}
