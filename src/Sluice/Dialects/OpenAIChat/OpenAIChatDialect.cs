using System.Text.Json;
using Sluice.Configuration;
using Sluice.Dialects.OpenAI;
using Sluice.Relay;

namespace Sluice.Dialects.OpenAIChat;

/// <summary>Chat completions, and the older text completions, which differ in one member only.</summary>
sealed class OpenAIChatDialect(string name) : Dialect
{
    public override string Name => name;

    public override string ListedAs => "openai-chat";

    public override bool UsageOnRequest => true;

    public override FrameInspector StreamInspector(StreamReport report, Sanitizer sanitizer) => new OpenAIChatInspector(report, sanitizer);

    public override StreamEncoder Passthrough(Action edited) => new CleanPassthrough(edited);

    public override void WriteError(Utf8JsonWriter json, Failure failure, string requestId) => OpenAIErrors.Write(json, failure, requestId);

    /// <summary>
    /// A comment, or for clients whose watchdog counts parsed events a chunk with one choice and an empty delta: never an empty
    /// <c>choices</c>, which breaks clients that index it, and never a finish reason.
    /// </summary>
    public override ReadOnlyMemory<byte> Heartbeat(HeartbeatForm form, string requestId, string model) => form == HeartbeatForm.Comment
        ? Comment
        : Frame("data: "u8, json =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, requestId);
            json.WriteString("object"u8, "chat.completion.chunk"u8);
            json.WriteNumber("created"u8, 0);
            json.WriteString("model"u8, model);
            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, 0);
            json.WriteStartObject("delta"u8);
            json.WriteEndObject();
            json.WriteNull("finish_reason"u8);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        });
}
