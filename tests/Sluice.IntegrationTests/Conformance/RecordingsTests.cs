using System.Text;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>What providers really sent, over real sockets: byte-identical, and understood. All splits are tried in memory, a few here.</summary>
public sealed class RecordingsTests(OneGateway one) : IClassFixture<OneGateway>
{
    public static TheoryData<string> Streams { get; } = [.. Find("*_stream.txt")];

    public static TheoryData<string> Wholes { get; } = [.. Find("*.json")];

    [Theory, MemberData(nameof(Streams))]
    public async Task A_recorded_stream_passes_byte_for_byte(string recording)
    {
        var bytes = Read(recording);
        var random = new Random(9);
        var dialect = DialectOf(recording);
        var request = dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect);
        // Every byte a write of its own, in two at a few places, and read by read of odd sizes.
        var scripts = new List<Action<ResponseScript>>
        {
            script => script.Write(bytes),
            script => script.WriteByteByByte(bytes.Length > 8192 ? bytes.AsMemory(0, 4096) : bytes).Write(bytes.Length > 8192 ? bytes.AsMemory(4096) : default),
            script => script.WriteSplit(bytes, [.. Enumerable.Repeat(7, bytes.Length / 7)]),
        };
        for (var i = 0; i < 8; i++)
        {
            var at = random.Next(1, bytes.Length);
            scripts.Add(script => script.WriteSplit(bytes, at));
        }

        foreach (var write in scripts)
        {
            var script = new ResponseScript().EventStream();
            write(script);
            var (answer, _, line) = await one.ExchangeAsync(request, script);

            Assert.Equal(bytes, answer.Body);
            Assert.Equal(StreamEnding.Complete, answer.Ending);
            Assert.Equal(("completed", "passthrough"), (line.GetProperty("ending").GetString(), line.GetProperty("mode").GetString()));
            Assert.Equal(Tokens(recording), (Number(line, "input_tokens"), Number(line, "output_tokens"), line.GetProperty("usage_source").GetString()));
        }
    }

    [Theory, MemberData(nameof(Streams))]
    public async Task A_recorded_stream_passes_the_filter_that_hides_usage(string recording)
    {
        if (DialectOf(recording) != "openai-chat")
            return;
        var bytes = Read(recording);

        var (answer, sent, line) = await one.ExchangeAsync(Wire.Request("openai-chat"), new ResponseScript().EventStream().WriteSplit(bytes, 100, 1, 99));

        Assert.Equal(bytes, answer.Body);
        Assert.True(sent!.Json().GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        Assert.Equal("filtered", line.GetProperty("mode").GetString());
    }

    [Theory, MemberData(nameof(Wholes))]
    public async Task A_recorded_whole_answer_passes_byte_for_byte(string recording)
    {
        var bytes = Read(recording);
        var dialect = DialectOf(recording);
        var request = recording.EndsWith("models.json", StringComparison.Ordinal) ? RawRequest.Get("/v1/models") : Wire.Request(dialect, stream: false);
        foreach (var script in new[]
        {
            new ResponseScript().Whole(200, "application/json", bytes),
            new ResponseScript().Head(200, ("content-type", "application/json")).WriteSplit(bytes, 1, 8, 1),
            new ResponseScript().Head(200, ("content-type", "application/json; charset=utf-8")).CloseDelimited().WriteByteByByte(bytes.AsMemory(0, 64)).Write(bytes.AsMemory(64)),
        })
        {
            var (answer, _, line) = await one.ExchangeAsync(request, script);

            Assert.Equal((200, StreamEnding.Complete), (answer.Status, answer.Ending));
            Assert.Equal(bytes, answer.Body);
            Assert.StartsWith("application/json", answer.Headers["content-type"], StringComparison.Ordinal);
            Assert.Equal("completed", line.GetProperty("ending").GetString());
            Assert.Equal(UsageIn(bytes), (Number(line, "input_tokens"), Number(line, "output_tokens")));
        }
    }

    /// <summary>As read in the recordings by eye.</summary>
    static (long?, long?, string?) Tokens(string recording) => recording switch
    {
        "groq/chat_completion_stream.txt" => (38, 4, "provider"),
        "openai/responses_stream.txt" => (17, 5, "provider"),
        "xai/responses_stream.txt" => (17, 185, "provider"),
        "anthropic/messages_stream.txt" => (10, 5, "provider"),
        "openai/chat_completion_stream.txt" => (null, 4, "counted"),
        "gemini/chat_completion_stream.txt" => (null, 1, "counted"),
        _ => (null, 292, "counted"),
    };

    static (long?, long?) UsageIn(byte[] body)
    {
        using var json = System.Text.Json.JsonDocument.Parse(body);
        if (!json.RootElement.TryGetProperty("usage", out var usage))
            return (null, null);
        return (One("prompt_tokens", "input_tokens"), One("completion_tokens", "output_tokens"));

        long? One(string a, string b) => usage.TryGetProperty(a, out var value) || usage.TryGetProperty(b, out value) ? value.GetInt64() : null;
    }

    static long? Number(System.Text.Json.JsonElement line, string name) =>
        line.GetProperty(name) is { ValueKind: System.Text.Json.JsonValueKind.Number } value ? value.GetInt64() : null;

    static string DialectOf(string recording) => Path.GetFileName(recording) switch
    {
        var name when name.StartsWith("messages", StringComparison.Ordinal) => "anthropic-messages",
        var name when name.StartsWith("responses", StringComparison.Ordinal) => "openai-responses",
        _ => "openai-chat",
    };

    static byte[] Read(string recording) => File.ReadAllBytes(Path.Combine(GoldenCase.Root, "recordings", recording));

    static IEnumerable<string> Find(string pattern) => Directory.EnumerateFiles(Path.Combine(GoldenCase.Root, "recordings"), pattern, SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Path.Combine(GoldenCase.Root, "recordings"), file)).Order(StringComparer.Ordinal);
}
