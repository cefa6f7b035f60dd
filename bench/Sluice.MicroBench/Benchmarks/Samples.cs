using System.Text;

namespace Sluice.MicroBench.Benchmarks;

/// <summary>Frames and requests of a usual size.</summary>
static class Samples
{
    /// <summary>A content event of each dialect.</summary>
    public static readonly IReadOnlyDictionary<string, byte[]> Events = new Dictionary<string, byte[]>
    {
        ["openai-chat"] = "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"},\"finish_reason\":null}]}\n\n"u8.ToArray(),
        ["openai-responses"] = "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":7,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"word \"}\n\n"u8.ToArray(),
        ["anthropic-messages"] = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"word \"}}\n\n"u8.ToArray(),
    };

    /// <summary>A chat event as some upstreams write it when usage was asked for.</summary>
    public static readonly byte[] UsageNull = Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(Events["openai-chat"]).Replace("}]}\n\n", "}],\"usage\":null}\n\n", StringComparison.Ordinal));

    /// <summary>A chat event with the usage.</summary>
    public static readonly byte[] Usage =
        "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":812,\"completion_tokens\":207,\"total_tokens\":1019}}\n\n"u8.ToArray();

    /// <summary>A request of about 16 KiB with the model at its head, as SDKs write it.</summary>
    public static readonly byte[] Request = Encoding.UTF8.GetBytes(
        "{\"model\":\"fast\",\"messages\":[" + string.Join(',', Enumerable.Range(0, 32).Select(i => $"{{\"role\":\"{(i % 2 == 0 ? "user" : "assistant")}\",\"content\":\"{new string('x', 480)}\"}}"))
        + "],\"temperature\":0.2,\"stream\":true,\"max_tokens\":1024}");
}
