using Sluice.Testing;

namespace Sluice.IntegrationTests.Harness;

/// <summary>Requests and frames of the dialects, as tests write them.</summary>
static class Wire
{
    /// <summary>The dialects that stream, for theories that hold in any of them.</summary>
    public static TheoryData<string> Dialects { get; } = ["openai-chat", "openai-responses", "anthropic-messages"];

    /// <summary>A streaming request in a dialect.</summary>
    public static RawRequest Request(string dialect, string model = "m", bool stream = true, string more = "") => dialect switch
    {
        "openai-chat" => RawRequest.Post("/v1/chat/completions", $$"""{"model":"{{model}}","stream":{{Json(stream)}},"messages":[{"role":"user","content":"hi"}]{{more}}}"""),
        "openai-responses" => RawRequest.Post("/v1/responses", $$"""{"model":"{{model}}","stream":{{Json(stream)}},"input":"hi"{{more}}}"""),
        "anthropic-messages" => RawRequest.Post("/v1/messages", $$"""{"model":"{{model}}","stream":{{Json(stream)}},"max_tokens":64,"messages":[{"role":"user","content":"hi"}]{{more}}}""",
            ("anthropic-version", "2023-06-01")),
        _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, "unknown"),
    };

    /// <summary>A chat request that asks for usage itself, so that nothing is filtered: pure passthrough.</summary>
    public static RawRequest Chat(string model = "m") => Request("openai-chat", model, more: ""","stream_options":{"include_usage":true}""");

    /// <summary>What a stream starts with before any content.</summary>
    public static string Prologue(string dialect) => dialect switch
    {
        "openai-chat" => Chunk("""{"role":"assistant","content":""}"""),
        "openai-responses" => Named("response.created", """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress","error":null,"usage":null}}"""),
        _ => Named("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":1}}}""")
            + Named("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
    };

    /// <summary>One event with content.</summary>
    public static string Content(string dialect, string text, int number = 1) => dialect switch
    {
        "openai-chat" => Chunk($$"""{"content":"{{text}}"}"""),
        "openai-responses" => Named("response.output_text.delta", $$"""{"type":"response.output_text.delta","sequence_number":{{number}},"item_id":"msg_1","output_index":0,"content_index":0,"delta":"{{text}}"}"""),
        _ => Named("content_block_delta", "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text + "\"}}"),
    };

    /// <summary>What a complete stream ends with, usage of 10 and 5 in it.</summary>
    public static string Epilogue(string dialect) => dialect switch
    {
        "openai-chat" => Chunk("{}", "\"stop\"") + "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}}\n\ndata: [DONE]\n\n",
        "openai-responses" => Named("response.completed", """{"type":"response.completed","sequence_number":99,"response":{"id":"resp_1","status":"completed","error":null,"output":[],"usage":{"input_tokens":10,"output_tokens":5,"total_tokens":15}}}"""),
        _ => Named("content_block_stop", """{"type":"content_block_stop","index":0}""")
            + Named("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}""")
            + Named("message_stop", """{"type":"message_stop"}"""),
    };

    /// <summary>A whole stream with some content events.</summary>
    public static string Stream(string dialect, int contents = 3) =>
        Prologue(dialect) + string.Concat(Enumerable.Range(1, contents).Select(i => Content(dialect, $"w{i} ", i))) + Epilogue(dialect);

    /// <summary>A chat chunk.</summary>
    public static string Chunk(string delta, string finish = "null") =>
        $$"""data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finish}}}]}""" + "\n\n";

    /// <summary>A named event.</summary>
    public static string Named(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    /// <summary>Whether an event is an error event of the dialect.</summary>
    public static bool IsError(string dialect, ReceivedEvent e) => dialect switch
    {
        "openai-chat" => e.Data is { } data && data.StartsWith("{\"error\":{", StringComparison.Ordinal),
        _ => e.Name == "error",
    };

    /// <summary>Whether an event says that a stream is complete.</summary>
    public static bool IsTerminal(ReceivedEvent e) => e.Data == "[DONE]" || e.Name is "message_stop" or "response.completed";

    static string Json(bool value) => value ? "true" : "false";
}
