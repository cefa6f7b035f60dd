using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Section 3.4: what an upstream says went wrong reaches the client in its own dialect, once, and never looks like success.</summary>
public sealed class ErrorsTests
{
    static readonly int[] Statuses = [400, 401, 404, 429, 500, 503, 529];

    public static TheoryData<string, int> DialectsAndStatuses { get; } = Crossed.With(Statuses);

    public static TheoryData<string, string> DialectsAndShapes { get; } = Crossed.With(ErrorShapes.All.Keys);

    [Theory, MemberData(nameof(DialectsAndStatuses))]
    public async Task Case_32_an_error_status_stays_and_comes_as_json_in_the_dialect(string dialect, int status)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(status, """{"error":{"message":"not today","type":"some_type","code":"some_code"}}"""));
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request(dialect));

        var error = StreamChecks.IsErrorAnswer(dialect, answer, status);
        Assert.Equal("some_code", error.GetProperty("code").GetString());
        Assert.Equal("upstream", error.GetProperty("hop").GetString());
        if (status is not 401)
            Assert.Equal("not today", error.GetProperty("message").GetString());
        Assert.DoesNotContain("data:", answer.Text, StringComparison.Ordinal);
        StreamChecks.Ended(await gateway.ExchangeAsync(), "upstream_error", "upstream");
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_33_an_error_as_first_event_falls_back_unseen(string dialect)
    {
        await using var first = ScriptedUpstream.Start();
        await using var second = ScriptedUpstream.Start();
        first.Respond(script => script.EventStream().Comment("PROCESSING").Write("event: ping\ndata: {\"type\": \"ping\"}\n\n")
            .Write(Wire.Prologue(dialect)).Write(ErrorShapes.Native(dialect, "overloaded", "overloaded_error")).End());
        second.Respond(script => script.EventStream().Write(Wire.Stream(dialect)).End());
        await using var gateway = await TestGateway.StartAsync(first, second);

        var answer = await gateway.SendAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));

        Assert.Equal(Wire.Stream(dialect), answer.Text);
        Assert.Equal(StreamEnding.Complete, answer.Ending);
        var line = await gateway.ExchangeAsync();
        Assert.Equal(2, line.GetProperty("attempts").GetInt32());
        Assert.Equal("second", line.GetProperty("provider").GetString());
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_33_an_error_as_first_event_becomes_a_status_where_there_is_no_fallback(string dialect)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Comment("PROCESSING").Write(Wire.Prologue(dialect))
            .Write(ErrorShapes.Native(dialect, "too many", "rate_limit_error")).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request(dialect));

        var error = StreamChecks.IsErrorAnswer(dialect, answer, 429);
        Assert.Equal("too many", error.GetProperty("message").GetString());
    }

    [Theory, MemberData(nameof(DialectsAndShapes))]
    public async Task Case_34_an_error_after_content_is_one_event_of_the_dialect(string dialect, string shape)
    {
        var sent = ErrorShapes.All[shape];
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Write(Wire.Content(dialect, "a", 1)).Write(Wire.Content(dialect, "b", 2))
            .Write(sent.Frame).Write("data: [DONE]\n\n").End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request(dialect));

        var error = StreamChecks.EndsInError(dialect, answer);
        Assert.Equal("the model fell over", error.GetProperty("message").GetString());
        if (sent.Code is { } code)
            Assert.Equal(code, Code(error));
        if (sent.Type is { } type && dialect == "openai-chat")
            Assert.Equal(type, error.GetProperty("type").GetString());
        Assert.StartsWith(Wire.Prologue(dialect) + Wire.Content(dialect, "a", 1) + Wire.Content(dialect, "b", 2), answer.Text, StringComparison.Ordinal);
        var line = await gateway.ExchangeAsync();
        StreamChecks.Ended(line, "upstream_error", "upstream");
        Assert.Equal(2, line.GetProperty("output_tokens").GetInt64());
        Assert.Equal("counted", line.GetProperty("usage_source").GetString());
        if (sent.Code is { } logged)
            Assert.Equal(logged, line.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Case_34_a_failed_response_is_the_dialects_own_last_word()
    {
        const string Dialect = "openai-responses";
        var failed = Wire.Named("response.failed", """{"type":"response.failed","sequence_number":3,"response":{"id":"resp_1","status":"failed","error":{"code":"server_error","message":"no luck"},"usage":{"input_tokens":4,"output_tokens":2}}}""");
        var stream = Wire.Prologue(Dialect) + Wire.Content(Dialect, "a", 1) + failed;
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(stream).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request(Dialect));

        Assert.Equal(stream, answer.Text);
        var line = await gateway.ExchangeAsync();
        StreamChecks.Ended(line, "upstream_error", "upstream");
        Assert.Equal("server_error", line.GetProperty("error").GetString());
        Assert.Equal(2, line.GetProperty("output_tokens").GetInt64());
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_44_a_failure_after_the_first_content_is_not_tried_elsewhere(string dialect)
    {
        foreach (var failure in new Action<ResponseScript>[]
        {
            script => script.Fin(),
            script => script.Write(ErrorShapes.Native(dialect, "broken", "server_error")).End(),
            script => script.End(),
        })
        {
            await using var first = ScriptedUpstream.Start();
            await using var second = ScriptedUpstream.Start();
            first.Respond(script => failure(script.EventStream().Write(Wire.Prologue(dialect)).Write(Wire.Content(dialect, "a"))));
            second.Respond(script => script.EventStream().Write(Wire.Stream(dialect)).End());
            await using var gateway = await TestGateway.StartAsync(first, second);

            var answer = await gateway.SendAsync(Wire.Request(dialect));

            StreamChecks.EndsInError(dialect, answer);
            Assert.Equal(1, Count(answer.Text, Wire.Prologue(dialect)));
            Assert.Empty(second.Requests);
            Assert.Equal(1, (await gateway.ExchangeAsync()).GetProperty("attempts").GetInt32());
        }
    }

    [Fact]
    public async Task Case_45_a_stream_cut_inside_a_tool_call_has_no_message_stop()
    {
        const string Dialect = "anthropic-messages";
        var toolUse = Wire.Named("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"usage":{"input_tokens":10,"output_tokens":1}}}""")
            + Wire.Named("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}}}""")
            + Wire.Named("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"city\": \"Par"}}""");
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(toolUse).Fin());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request(Dialect));

        StreamChecks.EndsInError(Dialect, answer);
        Assert.StartsWith(toolUse, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Events, e => e.Name is "content_block_stop" or "message_delta" or "message_stop");
    }

    static string? Code(System.Text.Json.JsonElement error) => error.GetProperty("code").ToString();

    static int Count(string text, string part) => text.Split(part).Length - 1;
}
