using System.Text.Json;

namespace Sluice.Dialects.OpenAI;

/// <summary>The error envelope of the OpenAI dialects, with two members more: who failed, and the request id.</summary>
static class OpenAIErrors
{
    /// <summary>Writes <c>{"error":{...}}</c>.</summary>
    public static void Write(Utf8JsonWriter json, Failure failure, string requestId)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        WriteMembers(json, failure, requestId);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes the members of an error object.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Failure failure, string requestId)
    {
        json.WriteString("message"u8, failure.Message);
        json.WriteString("type"u8, failure.Type ?? Type(failure));
        json.WriteString("param"u8, failure.Param);
        json.WriteString("code"u8, failure.Code);
        if (Relay.EndingNames.Name(failure.Hop) is { } hop)
            json.WriteString("hop"u8, hop);
        json.WriteString("request_id"u8, requestId);
    }

    /// <summary>OpenAI's own types where the status has one; otherwise the code says more than a made-up type.</summary>
    static string Type(Failure failure) => failure.Status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        >= 400 and < 500 => "invalid_request_error",
        _ => failure.Code,
    };
}
