using System.Text.Json;

namespace Sluice.Diagnosis.Origins.Dialects;

/// <summary>OpenAI chat completions.</summary>
internal sealed class ChatOriginDialect(string run, string model) : OriginDialect
{
    readonly string _model = JsonEncodedText.Encode(model).ToString();

    public override string ContentType => "text/event-stream";

    public override string Prologue => Chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");

    public override string Prefix(int number) => $"data: {{{Envelope("chat.completion.chunk")},\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"";

    public override string Suffix(int number) => "\"},\"finish_reason\":null}]}\n\n";

    public override string Epilogue(int count) => Chunk("{}", "\"stop\"") + "data: [DONE]\n\n";

    public override string Whole(string text, int count) =>
        $"{{{Envelope("chat.completion")},\"choices\":[{{\"index\":0,\"message\":{{\"role\":\"assistant\",\"content\":\"{text}\"}},\"finish_reason\":\"stop\"}}]," +
        $"\"usage\":{{\"prompt_tokens\":1,\"completion_tokens\":{count},\"total_tokens\":{count + 1}}}}}";

    string Chunk(string delta, string finish) =>
        $"data: {{{Envelope("chat.completion.chunk")},\"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":{finish}}}]}}\n\n";

    string Envelope(string type) => $"\"id\":\"chatcmpl-{run}\",\"object\":\"{type}\",\"created\":1735689600,\"model\":\"{_model}\"";
}
