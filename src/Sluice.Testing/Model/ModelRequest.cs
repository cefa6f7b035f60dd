using System.Text.Json;

namespace Sluice.Testing;

/// <summary>What the built-in model reads from a generating request.</summary>
internal sealed record ModelRequest(ModelDialect Dialect, string Model, bool Stream)
{
    static readonly string[] TextNames = ["content", "text", "input", "prompt", "system", "instructions", "output"];

    public bool IncludeUsage { get; init; }

    public int? MaxTokens { get; init; }

    public int InputTokens { get; init; }

    /// <summary>The tool to call; null where none is offered, wanted, or where its result is already there.</summary>
    public ModelTool? Tool { get; init; }

    public static ModelRequest Parse(ModelDialect dialect, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || Text(body, "model") is not { Length: > 0 } model)
            throw new ModelRequestException("model", "you must provide a model parameter");
        return new(dialect, model, body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True)
        {
            IncludeUsage = body.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object
                && options.TryGetProperty("include_usage", out var include) && include.ValueKind == JsonValueKind.True,
            MaxTokens = Number(body, "max_completion_tokens") ?? Number(body, "max_output_tokens") ?? Number(body, "max_tokens"),
            InputTokens = Math.Max(1, CountWords(body)),
            Tool = dialect != ModelDialect.Completions && WantsTool(body) ? ModelTool.First(body) : null,
        };
    }

    /// <summary>The words in everything that reads like a prompt: a token is a word here.</summary>
    public static int CountWords(JsonElement value, bool counting = false) => value.ValueKind switch
    {
        JsonValueKind.String => counting ? Words(value.GetString()!) : 0,
        JsonValueKind.Array => value.EnumerateArray().Sum(v => CountWords(v, counting)),
        JsonValueKind.Object => value.EnumerateObject().Sum(p => CountWords(p.Value, TextNames.Contains(p.Name))),
        _ => 0,
    };

    static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    static bool WantsTool(JsonElement body)
    {
        if (Text(body, "tool_choice") == "none")
            return false;
        if (body.TryGetProperty("tool_choice", out var choice)
            && choice.ValueKind == JsonValueKind.Object && Text(choice, "type") == "none")
            return false;
        // An agent that brings a tool's result wants words now; calling again would keep it in its loop.
        return !(Last(body, "messages") is { } message && IsToolResult(message))
            && !(Last(body, "input") is { } item && IsToolResult(item));
    }

    static bool IsToolResult(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && (Text(item, "role") == "tool"
            || Text(item, "type") is "function_call_output" or "tool_result"
            || (Last(item, "content") is { } part && IsToolResult(part)));

    static JsonElement? Last(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var list)
            && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 ? list[list.GetArrayLength() - 1] : null;

    static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    static int? Number(JsonElement value, string name) =>
        value.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var n) ? n : null;
}

/// <summary>A request the built-in model refuses with 400, as a real one would.</summary>
internal sealed class ModelRequestException(string parameter, string message) : Exception(message)
{
    public string Parameter => parameter;
}
