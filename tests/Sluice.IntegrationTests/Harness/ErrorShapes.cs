namespace Sluice.IntegrationTests.Harness;

/// <summary>The shapes in which servers report an error inside a stream.</summary>
static class ErrorShapes
{
    /// <param name="Frame">The event.</param>
    /// <param name="Code">Its code, where it has one.</param>
    /// <param name="Type">Its type, where it has one.</param>
    public sealed record Shape(string Frame, string? Code, string? Type);

    /// <summary>By the server that sends it. Each says "the model fell over".</summary>
    public static IReadOnlyDictionary<string, Shape> All { get; } = new Dictionary<string, Shape>
    {
        ["openai"] = new("data: {\"error\":{\"message\":\"the model fell over\",\"type\":\"server_error\",\"param\":null,\"code\":\"overload\"}}\n\n", "overload", "server_error"),
        ["openai named"] = new("event: error\ndata: {\"error\":{\"message\":\"the model fell over\",\"type\":\"server_error\",\"param\":null,\"code\":\"overload\"}}\n\n", "overload", "server_error"),
        ["responses"] = new("event: error\ndata: {\"type\":\"error\",\"sequence_number\":3,\"code\":\"overload\",\"message\":\"the model fell over\",\"param\":null}\n\n", "overload", null),
        ["anthropic"] = new("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"the model fell over\"}}\n\n", null, "overloaded_error"),
        ["openrouter"] = new("data: {\"id\":\"gen-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"provider\":\"p\",\"error\":{\"code\":502,\"message\":\"the model fell over\",\"metadata\":{}},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}\n\n", "502", null),
        ["vllm flat"] = new("data: {\"object\":\"error\",\"message\":\"the model fell over\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}\n\n", "400", "BadRequestError"),
        ["vllm nested"] = new("data: {\"error\":{\"message\":\"the model fell over\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}}\n\n", "400", "BadRequestError"),
        ["tgi"] = new("data: {\"error\":\"the model fell over\",\"error_type\":\"generation\"}\n\n", "generation", "generation"),
        ["guardrails"] = new("event: error\ndata: {\"code\":500,\"details\":\"the model fell over\"}\n\n", "500", null),
        ["groq"] = new("data: {\"error\":{\"message\":\"the model fell over\",\"type\":\"invalid_request_error\",\"code\":\"tool_use_failed\",\"failed_generation\":\"x\",\"status_code\":400}}\n\n", "tool_use_failed", "invalid_request_error"),
        ["gemini"] = new("data: {\"error\":{\"code\":503,\"message\":\"the model fell over\",\"status\":\"UNAVAILABLE\"}}\n\n", "503", null),
        ["ollama"] = new("data: {\"error\":\"the model fell over\"}\n\n", null, null),
        ["openshell"] = new("data: {\"error\":{\"message\":\"the model fell over\",\"type\":\"proxy_stream_error\"}}\n\n", null, "proxy_stream_error"),
    };

    /// <summary>An error in the dialect's own shape.</summary>
    public static string Native(string dialect, string message, string type) => dialect switch
    {
        "openai-chat" => "data: {\"error\":{\"message\":\"" + message + "\",\"type\":\"" + type + "\",\"param\":null,\"code\":null}}\n\n",
        "openai-responses" => Wire.Named("error", "{\"type\":\"error\",\"sequence_number\":1,\"code\":\"" + type + "\",\"message\":\"" + message + "\",\"param\":null}"),
        _ => Wire.Named("error", "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message + "\"}}"),
    };
}
