using System.Text.Json;

namespace Sluice.Testing;

/// <summary>Legacy text completions, which know no tools.</summary>
internal sealed class CompletionsAnswer(ModelRequest request, AnswerPlan plan) : DialectAnswer(request, plan)
{
    string Finish => Plan.CutByLimit ? "length" : "stop";

    public override bool OpensAtOnce => false;

    public override IEnumerable<string> Opening() => [];

    public override string Piece(string text) => SseText.Event(null, Completion(text, null, Request.IncludeUsage ? null : false));

    public override IEnumerable<string> Closing()
    {
        yield return SseText.Event(null, Completion("", Finish, Request.IncludeUsage ? null : false));
        if (Request.IncludeUsage)
        {
            yield return SseText.Event(null, JsonText.Object(w =>
            {
                WriteHead(w);
                w.Array("choices");
                OpenAiUsage.Write(w, Plan);
            }));
        }
        yield return SseText.Event(null, "[DONE]");
    }

    public override IEnumerable<string> Failure() =>
        [SseText.Event(null, ErrorBodies.OpenAi(FailureMessage, "server_error", null, "scripted_error"))];

    public override string Whole() => Completion(Plan.Text, Finish, true);

    /// <summary>One object; usage is written (true), written as null (null), or left out (false).</summary>
    string Completion(string text, string? finish, bool? usage) => JsonText.Object(w =>
    {
        WriteHead(w);
        w.Array("choices", c =>
        {
            c.WriteString("text", text);
            c.WriteNumber("index", 0);
            c.WriteNull("logprobs");
            c.WriteString("finish_reason", finish);
        });
        if (usage == true)
            OpenAiUsage.Write(w, Plan);
        else if (usage is null)
            w.WriteNull("usage");
    });

    void WriteHead(Utf8JsonWriter writer)
    {
        writer.WriteString("id", $"cmpl-sluice{Plan.Number:D6}");
        writer.WriteString("object", "text_completion");
        writer.WriteNumber("created", Created);
        writer.WriteString("model", Request.Model);
    }
}
