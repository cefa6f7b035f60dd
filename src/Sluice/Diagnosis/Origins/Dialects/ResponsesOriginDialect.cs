using System.Text.Json;

namespace Sluice.Diagnosis.Origins.Dialects;

/// <summary>OpenAI responses. Sequence numbers run through the whole stream: four frames come before the first delta.</summary>
internal sealed class ResponsesOriginDialect(string run, string model) : OriginDialect
{
    const int Before = 4;

    readonly string _model = JsonEncodedText.Encode(model).ToString();

    public override string ContentType => "text/event-stream";

    public override string Prologue =>
        Frame("response.created", 0, $"\"response\":{Response("in_progress", "[]", "null")}")
        + Frame("response.in_progress", 1, $"\"response\":{Response("in_progress", "[]", "null")}")
        + Frame("response.output_item.added", 2, $"\"output_index\":0,\"item\":{Item("in_progress", "[]")}")
        + Frame("response.content_part.added", 3, $"{Place},\"content_index\":0,\"part\":{Part("")}");

    public override string Prefix(int number) =>
        $"event: response.output_text.delta\ndata: {{\"type\":\"response.output_text.delta\",\"sequence_number\":{number + Before},{Place},\"content_index\":0,\"delta\":\"";

    public override string Suffix(int number) => "\",\"logprobs\":[]}\n\n";

    // The text itself is not repeated: it would be a lump as large as the stream. No client compares it.
    public override string Epilogue(int count) =>
        Frame("response.output_text.done", count + Before, $"{Place},\"content_index\":0,\"text\":\"\",\"logprobs\":[]")
        + Frame("response.content_part.done", count + Before + 1, $"{Place},\"content_index\":0,\"part\":{Part("")}")
        + Frame("response.output_item.done", count + Before + 2, $"\"output_index\":0,\"item\":{Item("completed", $"[{Part("")}]")}")
        + Frame("response.completed", count + Before + 3, $"\"response\":{Response("completed", $"[{Item("completed", $"[{Part("")}]")}]", Usage(count))}");

    public override string Whole(string text, int count) =>
        Response("completed", $"[{Item("completed", $"[{Part(text)}]")}]", Usage(count));

    string Place => $"\"item_id\":\"msg_{run}\",\"output_index\":0";

    string Item(string status, string content) =>
        $"{{\"id\":\"msg_{run}\",\"type\":\"message\",\"status\":\"{status}\",\"role\":\"assistant\",\"content\":{content}}}";

    static string Part(string text) => $"{{\"type\":\"output_text\",\"text\":\"{text}\",\"annotations\":[]}}";

    string Response(string status, string output, string usage) =>
        $"{{\"id\":\"resp_{run}\",\"object\":\"response\",\"created_at\":1735689600,\"status\":\"{status}\",\"error\":null,\"incomplete_details\":null," +
        $"\"model\":\"{_model}\",\"output\":{output},\"usage\":{usage}}}";

    static string Usage(int count) =>
        $"{{\"input_tokens\":1,\"input_tokens_details\":{{\"cached_tokens\":0}},\"output_tokens\":{count}," +
        $"\"output_tokens_details\":{{\"reasoning_tokens\":0}},\"total_tokens\":{count + 1}}}";

    static string Frame(string type, int sequence, string rest) =>
        $"event: {type}\ndata: {{\"type\":\"{type}\",\"sequence_number\":{sequence},{rest}}}\n\n";
}
