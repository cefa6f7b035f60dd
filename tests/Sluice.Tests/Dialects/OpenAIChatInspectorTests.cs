using System.Text;
using Sluice.Dialects;
using Sluice.Relay;

namespace Sluice.Tests.Dialects;

/// <summary>A plain chunk is told by its bytes; what that says has to be what reading the JSON says.</summary>
public sealed class OpenAIChatInspectorTests
{
    static readonly string[] Pieces =
    [
        "{\"content\":\"x\"}", "{\"content\":\"\"}", "{\"content\":null}", "{}", "{\"role\":\"assistant\",\"content\":\"x\"}",
        "{\"content\":\"say \\\"error\\\" and \\\"usage\\\":{\"}", "{\"reasoning_content\":\"x\"}", "{\"tool_calls\":[{\"index\":0}]}", "{\"content\":\"x\",\"role\":\"\"}",
    ];

    static readonly string[] Finishes = ["null", "\"stop\"", "\"length\"", "\"\""];

    static readonly string[] Tails =
    [
        "", ",\"usage\":null", ",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}", ",\"usage\": {\"prompt_tokens\":3,\"completion_tokens\":4}",
        ",\"error\":null", ",\"error\":{\"message\":\"m\"}", ",\"obfuscation\":\"a\\\"usage\"",
    ];

    [Fact]
    public void A_chunk_means_the_same_whether_it_is_told_by_its_bytes_or_read_as_JSON()
    {
        foreach (var delta in Pieces)
        {
            foreach (var finish in Finishes)
            {
                foreach (var tail in Tails)
                {
                    foreach (var second in new[] { "", ",{\"index\":1,\"delta\":{},\"finish_reason\":\"stop\"}" })
                    {
                        var json = $"{{\"id\":\"c\",\"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":{finish}}}{second}]{tail}}}";
                        Same($"data: {json}\n\n");
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("openai/chat_completion_stream.txt")]
    [InlineData("groq/chat_completion_stream.txt")]
    [InlineData("xai/chat_completion_stream.txt")]
    [InlineData("gemini/chat_completion_stream.txt")]
    public void Every_recorded_chunk_means_the_same_either_way(string recording)
    {
        var text = Encoding.UTF8.GetString(GoldenFolder.Recording(recording));
        foreach (var frame in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            Same(frame.TrimEnd('\n') + "\n\n");
    }

    /// <summary>A comment in front keeps a frame from being told by its bytes.</summary>
    static void Same(string frame)
    {
        var (quick, quickReport) = Read(frame);
        var (slow, slowReport) = Read(": read me\n" + frame);
        Assert.True(quick == slow, $"{frame}: {quick} by its bytes, {slow} as JSON");
        Assert.Equal(slowReport.ContentEvents, quickReport.ContentEvents);
        Assert.Equal(slowReport.OutputTokens, quickReport.OutputTokens);
    }

    static (FrameFacts Facts, StreamReport Report) Read(string frame)
    {
        var report = new StreamReport();
        return (DialectCatalog.OpenAIChat.StreamInspector(report, Sanitizer.None).Inspect(Encoding.UTF8.GetBytes(frame)), report);
    }
}
