using System.Text.Json;

namespace Sluice.Testing;

/// <summary>Chat completions: role chunk, content or tool-call deltas, finish chunk, usage chunk where asked for, <c>[DONE]</c>.</summary>
internal sealed class ChatAnswer(ModelRequest request, AnswerPlan plan) : DialectAnswer(request, plan)
{
    string Id => $"chatcmpl-sluice{Plan.Number:D6}";

    string CallId => $"call_sluice{Plan.Number:D6}";

    string Finish => Plan.Tool is not null ? "tool_calls" : Plan.CutByLimit ? "length" : "stop";

    public override bool OpensAtOnce => false;

    public override IEnumerable<string> Opening()
    {
        yield return Chunk(w => w.Object("delta", d =>
        {
            d.WriteString("role", "assistant");
            if (Plan.Tool is not { } tool)
            {
                d.WriteString("content", "");
                return;
            }
            d.WriteNull("content");
            d.Array("tool_calls", c =>
            {
                c.WriteNumber("index", 0);
                WriteCall(c, tool, "");
            });
        }));
    }

    public override string Piece(string text) => Chunk(w => w.Object("delta", d =>
    {
        if (Plan.Tool is null)
        {
            d.WriteString("content", text);
            return;
        }
        d.Array("tool_calls", c =>
        {
            c.WriteNumber("index", 0);
            c.Object("function", f => f.WriteString("arguments", text));
        });
    }));

    public override IEnumerable<string> Closing()
    {
        yield return Chunk(w => w.Object("delta", _ => { }), Finish);
        if (Request.IncludeUsage)
        {
            yield return SseText.Event(null, JsonText.Object(w =>
            {
                WriteHead(w, "chat.completion.chunk");
                w.Array("choices");
                OpenAiUsage.Write(w, Plan);
            }));
        }
        yield return SseText.Event(null, "[DONE]");
    }

    public override IEnumerable<string> Failure() =>
        [SseText.Event(null, ErrorBodies.OpenAi(FailureMessage, "server_error", null, "scripted_error"))];

    public override string Whole() => JsonText.Object(w =>
    {
        WriteHead(w, "chat.completion");
        w.Array("choices", c =>
        {
            c.WriteNumber("index", 0);
            c.Object("message", m =>
            {
                m.WriteString("role", "assistant");
                m.WriteString("content", Plan.Tool is null ? Plan.Text : null);
                if (Plan.Tool is { } tool)
                    m.Array("tool_calls", t => WriteCall(t, tool, tool.Arguments));
                m.WriteNull("refusal");
            });
            c.WriteNull("logprobs");
            c.WriteString("finish_reason", Finish);
        });
        OpenAiUsage.Write(w, Plan);
    });

    void WriteCall(Utf8JsonWriter writer, ModelTool tool, string arguments)
    {
        writer.WriteString("id", CallId);
        writer.WriteString("type", "function");
        writer.Object("function", f =>
        {
            f.WriteString("name", tool.Name);
            f.WriteString("arguments", arguments);
        });
    }

    string Chunk(Action<Utf8JsonWriter> delta, string? finish = null) => SseText.Event(null, JsonText.Object(w =>
    {
        WriteHead(w, "chat.completion.chunk");
        w.Array("choices", c =>
        {
            c.WriteNumber("index", 0);
            delta(c);
            c.WriteNull("logprobs");
            c.WriteString("finish_reason", finish);
        });
        if (Request.IncludeUsage)
            w.WriteNull("usage");
    }));

    void WriteHead(Utf8JsonWriter writer, string kind)
    {
        writer.WriteString("id", Id);
        writer.WriteString("object", kind);
        writer.WriteNumber("created", Created);
        writer.WriteString("model", Request.Model);
        writer.WriteString("system_fingerprint", "fp_sluice");
    }
}
