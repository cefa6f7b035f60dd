using System.Text.Json;

namespace Sluice.Testing;

/// <summary>Anthropic Messages: message_start, one block with its deltas, a ping, message_delta with the usage, message_stop.</summary>
internal sealed class MessagesAnswer(ModelRequest request, AnswerPlan plan) : DialectAnswer(request, plan)
{
    string Stop => Plan.Tool is not null ? "tool_use" : Plan.CutByLimit ? "max_tokens" : "end_turn";

    public override bool OpensAtOnce => true;

    public override IEnumerable<string> Opening()
    {
        yield return Event("message_start", w => w.Object("message", m => WriteMessage(m, null, 1, null)));
        yield return Event("content_block_start", w =>
        {
            w.WriteNumber("index", 0);
            w.Object("content_block", b => WriteBlock(b, ""));
        });
        yield return Event("ping", _ => { });
    }

    public override string Piece(string text) => Event("content_block_delta", w =>
    {
        w.WriteNumber("index", 0);
        w.Object("delta", d =>
        {
            d.WriteString("type", Plan.Tool is null ? "text_delta" : "input_json_delta");
            d.WriteString(Plan.Tool is null ? "text" : "partial_json", text);
        });
    });

    public override IEnumerable<string> Closing()
    {
        yield return Event("content_block_stop", w => w.WriteNumber("index", 0));
        yield return Event("message_delta", w =>
        {
            w.Object("delta", d =>
            {
                d.WriteString("stop_reason", Stop);
                d.WriteNull("stop_sequence");
            });
            w.Object("usage", u => u.WriteNumber("output_tokens", Plan.OutputTokens));
        });
        yield return Event("message_stop", _ => { });
    }

    public override IEnumerable<string> Failure() =>
        [SseText.Event("error", ErrorBodies.Anthropic(FailureMessage, "overloaded_error"))];

    public override string Whole() => JsonText.Object(w => WriteMessage(w, Stop, Plan.OutputTokens, Plan.Text));

    void WriteMessage(Utf8JsonWriter writer, string? stop, int outputTokens, string? content)
    {
        writer.WriteString("id", $"msg_sluice{Plan.Number:D6}");
        writer.WriteString("type", "message");
        writer.WriteString("role", "assistant");
        writer.WriteString("model", Request.Model);
        writer.Array("content", content is null ? null : b => WriteBlock(b, content));
        writer.WriteString("stop_reason", stop);
        writer.WriteNull("stop_sequence");
        writer.Object("usage", u =>
        {
            u.WriteNumber("input_tokens", Plan.InputTokens);
            u.WriteNumber("cache_creation_input_tokens", 0);
            u.WriteNumber("cache_read_input_tokens", 0);
            u.WriteNumber("output_tokens", outputTokens);
            u.WriteString("service_tier", "standard");
        });
    }

    void WriteBlock(Utf8JsonWriter writer, string content)
    {
        writer.WriteString("type", Plan.Tool is null ? "text" : "tool_use");
        if (Plan.Tool is not { } tool)
        {
            writer.WriteString("text", content);
            return;
        }
        writer.WriteString("id", $"toolu_sluice{Plan.Number:D6}");
        writer.WriteString("name", tool.Name);
        writer.Raw("input", content.Length == 0 ? "{}" : content);
    }

    static string Event(string type, Action<Utf8JsonWriter> write) => SseText.Event(type, JsonText.Object(w =>
    {
        w.WriteString("type", type);
        write(w);
    }));
}
