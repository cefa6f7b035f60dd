using System.Text.Json;

namespace Sluice.Testing;

/// <summary>OpenAI Responses: created, in_progress, one item with its parts and deltas, each added with its done, completed.</summary>
internal sealed class ResponsesAnswer(ModelRequest request, AnswerPlan plan) : DialectAnswer(request, plan)
{
    int _sequence;

    string ItemId => $"{(Plan.Tool is null ? "msg" : "fc")}_sluice{Plan.Number:D6}";

    string Status => Plan.CutByLimit ? "incomplete" : "completed";

    public override bool OpensAtOnce => true;

    public override IEnumerable<string> Opening()
    {
        yield return Response("response.created", "in_progress");
        yield return Response("response.in_progress", "in_progress");
        yield return Item("response.output_item.added", "in_progress", null);
        if (Plan.Tool is null)
            yield return Part("response.content_part.added", "");
    }

    public override string Piece(string text) => Plan.Tool is null
        ? Text("response.output_text.delta", "delta", text)
        : Event("response.function_call_arguments.delta", w =>
        {
            WriteItemPlace(w);
            w.WriteString("delta", text);
        });

    public override IEnumerable<string> Closing()
    {
        if (Plan.Tool is { } tool)
        {
            yield return Event("response.function_call_arguments.done", w =>
            {
                WriteItemPlace(w);
                w.WriteString("name", tool.Name);
                w.WriteString("arguments", tool.Arguments);
            });
        }
        else
        {
            yield return Text("response.output_text.done", "text", Plan.Text);
            yield return Part("response.content_part.done", Plan.Text);
        }
        yield return Item("response.output_item.done", Status, Plan.Text);
        yield return Response($"response.{Status}", Status);
    }

    public override IEnumerable<string> Failure()
    {
        yield return Event("error", w =>
        {
            w.WriteString("code", "server_error");
            w.WriteString("message", FailureMessage);
            w.WriteNull("param");
        });
        yield return Response("response.failed", "failed");
    }

    public override string Whole() => JsonText.Object(w => WriteResponse(w, Status));

    string Response(string type, string status) => Event(type, w => w.Object("response", r => WriteResponse(r, status)));

    string Item(string type, string status, string? content) => Event(type, w =>
    {
        w.WriteNumber("output_index", 0);
        w.Object("item", i => WriteItem(i, status, content));
    });

    string Part(string type, string text) => Event(type, w =>
    {
        WriteItemPlace(w);
        w.WriteNumber("content_index", 0);
        w.Object("part", p => WriteText(p, text));
    });

    string Text(string type, string name, string text) => Event(type, w =>
    {
        WriteItemPlace(w);
        w.WriteNumber("content_index", 0);
        w.WriteString(name, text);
        w.Array("logprobs");
    });

    string Event(string type, Action<Utf8JsonWriter> write) => SseText.Event(type, JsonText.Object(w =>
    {
        w.WriteString("type", type);
        write(w);
        w.WriteNumber("sequence_number", _sequence++);
    }));

    void WriteItemPlace(Utf8JsonWriter writer)
    {
        writer.WriteString("item_id", ItemId);
        writer.WriteNumber("output_index", 0);
    }

    void WriteResponse(Utf8JsonWriter writer, string status)
    {
        var ended = status is "completed" or "incomplete";
        writer.WriteString("id", $"resp_sluice{Plan.Number:D6}");
        writer.WriteString("object", "response");
        writer.WriteNumber("created_at", Created);
        writer.WriteString("status", status);
        writer.WriteString("model", Request.Model);
        if (status == "failed")
        {
            writer.Object("error", e =>
            {
                e.WriteString("code", "server_error");
                e.WriteString("message", FailureMessage);
            });
        }
        else
            writer.WriteNull("error");
        if (status == "incomplete")
            writer.Object("incomplete_details", d => d.WriteString("reason", "max_output_tokens"));
        else
            writer.WriteNull("incomplete_details");
        writer.Array("output", ended ? i => WriteItem(i, status, Plan.Text) : null);
        writer.WriteNull("instructions");
        writer.WriteBoolean("parallel_tool_calls", true);
        writer.WriteNull("previous_response_id");
        writer.WriteBoolean("store", false);
        writer.WriteNumber("temperature", 1);
        writer.WriteString("tool_choice", "auto");
        writer.Array("tools");
        writer.WriteNumber("top_p", 1);
        writer.Object("metadata", _ => { });
        if (ended)
            WriteUsage(writer);
        else
            writer.WriteNull("usage");
    }

    void WriteUsage(Utf8JsonWriter writer) => writer.Object("usage", u =>
    {
        u.WriteNumber("input_tokens", Plan.InputTokens);
        u.Object("input_tokens_details", d => d.WriteNumber("cached_tokens", 0));
        u.WriteNumber("output_tokens", Plan.OutputTokens);
        u.Object("output_tokens_details", d => d.WriteNumber("reasoning_tokens", 0));
        u.WriteNumber("total_tokens", Plan.InputTokens + Plan.OutputTokens);
    });

    /// <summary>The one item; content null is the item as it is added, still empty.</summary>
    void WriteItem(Utf8JsonWriter writer, string status, string? content)
    {
        writer.WriteString("id", ItemId);
        writer.WriteString("type", Plan.Tool is null ? "message" : "function_call");
        writer.WriteString("status", status);
        if (Plan.Tool is { } tool)
        {
            writer.WriteString("call_id", $"call_sluice{Plan.Number:D6}");
            writer.WriteString("name", tool.Name);
            writer.WriteString("arguments", content ?? "");
            return;
        }
        writer.WriteString("role", "assistant");
        writer.Array("content", content is null ? null : p => WriteText(p, content));
    }

    static void WriteText(Utf8JsonWriter writer, string text)
    {
        writer.WriteString("type", "output_text");
        writer.Array("annotations");
        writer.Array("logprobs");
        writer.WriteString("text", text);
    }
}
