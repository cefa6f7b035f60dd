using System.Text.Json;
using Sluice.Configuration;
using Sluice.Relay;

namespace Sluice.Dialects.AnthropicMessages;

/// <summary>
/// Anthropic Messages: every frame has a name equal to its data's type. The heartbeat is <c>event: ping</c>, since its clients' watchdogs count
/// events and its SDKs swallow it; a dead upstream behind it is caught by our own idle and progress clocks, which a heartbeat never resets.
/// </summary>
sealed class AnthropicMessagesDialect : Dialect
{
    static readonly byte[] Ping = "event: ping\ndata: {\"type\": \"ping\"}\n\n"u8.ToArray();

    public override string Name => "anthropic-messages";

    public override FrameInspector StreamInspector(StreamReport report, Sanitizer sanitizer) => new AnthropicMessagesInspector(report, sanitizer);

    public override ReadOnlyMemory<byte> Heartbeat(HeartbeatForm form, string requestId, string model) => Ping;

    public override void WriteError(Utf8JsonWriter json, Failure failure, string requestId)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, Known(failure.Type) ?? Type(failure));
        json.WriteString("message"u8, failure.Message);
        json.WriteString("code"u8, failure.Code);
        if (failure.Hop.Name() is { } hop)
            json.WriteString("hop"u8, hop);
        json.WriteEndObject();
        json.WriteString("request_id"u8, requestId);
        json.WriteEndObject();
    }

    public override byte[] ErrorEvent(Failure failure, string requestId, long sequence) =>
        Frame("event: error\ndata: "u8, json => WriteError(json, failure, requestId));

    /// <summary>The types that its clients know (platform.claude.com, "Errors").</summary>
    static string? Known(string? type) => type is "invalid_request_error" or "authentication_error" or "billing_error" or "permission_error"
        or "not_found_error" or "request_too_large" or "rate_limit_error" or "timeout_error" or "api_error" or "overloaded_error" ? type : null;

    static string Type(Failure failure) => failure.Status switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        503 or 529 => "overloaded_error",
        504 => "timeout_error",
        >= 400 and < 500 => "invalid_request_error",
        _ => "api_error",
    };
}
