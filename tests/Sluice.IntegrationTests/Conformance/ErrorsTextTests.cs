using System.Text.Json;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Cases 29 and 41: an upstream's own words are escaped, capped, and name neither a host nor a key.</summary>
public sealed class ErrorsTextTests
{
    const string Key = "planted-upstream-key-0815";

    static readonly string[] Planted = ["10.11.12.13", "gpu-7.internal", "sk-proj-abcdefgh12345678", Key, "hunter2hunter2", "127.0.0.1"];

    public static TheoryData<string, string> DialectsAndTexts { get; } = Crossed.With<string>(["newlines", "nul", "megabyte", "secrets"]);

    [Theory, MemberData(nameof(DialectsAndTexts))]
    public async Task Case_41_error_text_after_content_is_one_short_clean_event(string dialect, string text)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Write(Wire.Content(dialect, "a"))
            .Write(ErrorShapes.Native(dialect, Text(text, upstream), "server_error")).End());
        await using var gateway = await StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request(dialect));

        var message = StreamChecks.EndsInError(dialect, answer).GetProperty("message").GetString()!;
        IsFit(text, message, answer, gateway.Log);
    }

    [Theory, MemberData(nameof(DialectsAndTexts))]
    public async Task Case_41_error_text_of_a_status_is_short_and_clean(string dialect, string text)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(500, "{\"error\":{\"message\":\"" + Text(text, upstream) + "\",\"type\":\"server_error\"}}",
            ("retry-after", "3"), ("x-ratelimit-reset-host", "gpu-7.internal:8000"), ("x-request-id", "up-77"), ("server", "gpu-7"), ("x-backend", "10.11.12.13")));
        await using var gateway = await StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request(dialect));

        var message = StreamChecks.IsErrorAnswer(dialect, answer, 500).GetProperty("message").GetString()!;
        IsFit(text, message, answer, gateway.Log);
        Assert.Equal("3", answer.Headers["retry-after"]);
        Assert.Equal("up-77", answer.Headers["x-request-id"]);
    }

    [Theory, MemberData(nameof(DialectsAndTexts))]
    public async Task Case_41_error_text_of_a_first_event_is_short_and_clean(string dialect, string text)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream(("x-ratelimit-reset-host", "gpu-7.internal:8000")).Write(ErrorShapes.Native(dialect, Text(text, upstream), "server_error")).End());
        await using var gateway = await StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request(dialect));

        var message = StreamChecks.IsErrorAnswer(dialect, answer, 502).GetProperty("message").GetString()!;
        IsFit(text, message, answer, gateway.Log);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_29_planted_names_stay_inside_however_the_error_is_split(string dialect)
    {
        var first = Wire.Prologue(dialect) + Wire.Content(dialect, "a");
        var shapes = new[]
        {
            ErrorShapes.Native(dialect, "call http://10.11.12.13:8000/v1 failed", "server_error"),
            "data: {\"id\":\"gen-1\",\"provider\":\"p\",\"error\":{\"code\":502,\"message\":\"call http://10.11.12.13:8000/v1 failed\"},\"choices\":[]}\n\n",
            ": a comment before it\nid: 7\nevent: error\ndata: {\"code\":500,\"details\":\"call http://10.11.12.13:8000/v1 failed\"}\n\n",
        };
        await using var upstream = ScriptedUpstream.Start();
        await using var gateway = await StartAsync(upstream);
        foreach (var shape in shapes)
        {
            upstream.RespondOnce(script => script.EventStream().Write(first).WriteByteByByte(shape).End());
            var answer = await gateway.SendAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));

            Assert.Contains(answer.Events, e => StreamChecks.SaysError(dialect, e));
            Assert.DoesNotContain("10.11.12.13", answer.Text, StringComparison.Ordinal);
            Assert.StartsWith(first, answer.Text, StringComparison.Ordinal);
        }
    }

    static Task<TestGateway> StartAsync(ScriptedUpstream upstream) => TestGateway.StartAsync(upstream, provider: $"api_key: {Key}");

    static string Text(string kind, ScriptedUpstream upstream) => kind switch
    {
        "newlines" => """one\n\ndata: {\"x\":1}\r\n\r\nevent: message_stop\ndata: [DONE]\n\ntwo""",
        "nul" => """one\u0000two\u0007\u001b[31mthree""",
        "megabyte" => new string('x', 1 << 20),
        _ => $"no route to http://10.11.12.13:8000/v1 via gpu-7.internal:8000 ({upstream.EndPoint}), key sk-proj-abcdefgh12345678, {Key}, Authorization: Bearer hunter2hunter2",
    };

    static void IsFit(string kind, string message, RecordedResponse answer, string log)
    {
        Assert.DoesNotContain(message, char.IsControl);
        Assert.InRange(answer.Body.Length, 1, 8192);
        foreach (var secret in Planted)
        {
            Assert.DoesNotContain(secret, answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, answer.Headers.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        }

        if (kind is "newlines" or "nul")
            Assert.Contains("one", message, StringComparison.Ordinal);
    }
}
