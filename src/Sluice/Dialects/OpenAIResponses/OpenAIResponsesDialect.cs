using System.Text.Json;
using Sluice.Dialects.OpenAI;
using Sluice.Relay;

namespace Sluice.Dialects.OpenAIResponses;

/// <summary>
/// OpenAI Responses: named events with gapless sequence numbers. Its heartbeat stays a comment: the undocumented <c>keepalive</c> event breaks
/// several SDKs, and a number of our own would break the count.
/// </summary>
sealed class OpenAIResponsesDialect : Dialect
{
    public override string Name => "openai-responses";

    public override FrameInspector StreamInspector(StreamReport report, Sanitizer sanitizer) => new OpenAIResponsesInspector(report, sanitizer);

    public override StreamEncoder Passthrough(Action edited) => new CleanPassthrough(edited);

    public override void WriteError(Utf8JsonWriter json, Failure failure, string requestId) => OpenAIErrors.Write(json, failure, requestId);

    /// <summary>
    /// The event as documented, flat, and once more nested in <c>error</c>, as the API itself sends it: the Node and Python SDKs raise their
    /// APIError only for the nested form and hand the flat one on as an ordinary event, while typed readers know only the flat one.
    /// </summary>
    public override byte[] ErrorEvent(Failure failure, string requestId, long sequence) => Frame("event: error\ndata: "u8, json =>
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteNumber("sequence_number"u8, sequence);
        json.WriteString("code"u8, failure.Code);
        json.WriteString("message"u8, failure.Message);
        json.WriteString("param"u8, failure.Param);
        if (failure.Hop.Name() is { } hop)
            json.WriteString("hop"u8, hop);
        json.WriteString("request_id"u8, requestId);
        json.WriteStartObject("error"u8);
        OpenAIErrors.WriteMembers(json, failure, requestId);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
