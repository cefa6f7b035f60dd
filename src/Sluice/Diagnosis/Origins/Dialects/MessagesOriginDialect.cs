using System.Text.Json;

namespace Sluice.Diagnosis.Origins.Dialects;

/// <summary>Anthropic messages.</summary>
internal sealed class MessagesOriginDialect(string run, string model) : OriginDialect
{
    readonly string _model = JsonEncodedText.Encode(model).ToString();

    public override string ContentType => "text/event-stream";

    public override string Prologue =>
        Frame("message_start", $"\"message\":{{{Envelope},\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{{\"input_tokens\":1,\"output_tokens\":0}}}}")
        + Frame("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");

    public override string Prefix(int number) =>
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"";

    public override string Suffix(int number) => "\"}}\n\n";

    public override string Epilogue(int count) =>
        Frame("content_block_stop", "\"index\":0")
        + Frame("message_delta", $"\"delta\":{{\"stop_reason\":\"end_turn\",\"stop_sequence\":null}},\"usage\":{{\"output_tokens\":{count}}}")
        + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    public override string Whole(string text, int count) =>
        $"{{{Envelope},\"content\":[{{\"type\":\"text\",\"text\":\"{text}\"}}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null," +
        $"\"usage\":{{\"input_tokens\":1,\"output_tokens\":{count}}}}}";

    string Envelope => $"\"id\":\"msg_{run}\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"{_model}\"";

    static string Frame(string type, string rest) => $"event: {type}\ndata: {{\"type\":\"{type}\",{rest}}}\n\n";
}
