using System.Text;
using Sluice.Relay;
using Sluice.Testing;

namespace Sluice.Tests.Dialects;

/// <summary>Recorded streams with seeded damage: the relay neither throws nor hangs nor calls complete what is not.</summary>
public sealed class MutatedStreamTests
{
    static readonly (string Recording, string Dialect)[] Streams =
    [
        ("openai/chat_completion_stream.txt", "openai-chat"), ("groq/chat_completion_stream.txt", "openai-chat"),
        ("gemini/chat_completion_stream.txt", "openai-chat"), ("openai/responses_stream.txt", "openai-responses"),
        ("anthropic/messages_stream.txt", "anthropic-messages"),
    ];

    static readonly byte[][] Scraps =
    [
        [.. "\n"u8], [.. "\r"u8], [.. "\r\n\r\n"u8], [.. "\n\n"u8], [.. "data: "u8], [.. "data:"u8], [.. "event: error\n"u8], [.. "\"error\":"u8], [.. "\"usage\":null,"u8],
        [.. "\"usage\":{\"prompt_tokens\":1e400}"u8], [.. "\\"u8], [.. "\""u8], [.. "{"u8], [.. "}"u8], [.. "[[[["u8], [0], [0xff, 0xfe], [.. "\uFEFF"u8], [.. "\\ud800"u8],
        [.. "null"u8], [.. "-"u8], [.. "\"type\":\"error\","u8], [.. ": comment\n\n"u8], [.. "id: 1\n"u8], [.. "99999999999999999999999"u8],
    ];

    [Fact]
    public void Ten_thousand_damaged_streams_are_survived_and_none_is_completed_by_the_relay()
    {
        var random = new Random(5);
        var originals = Streams.Select(stream => GoldenFolder.Recording(stream.Recording)).ToArray();
        for (var round = 0; round < 10_000; round++)
        {
            var which = random.Next(Streams.Length);
            var (damaged, dialect) = (Damaged(originals[which], random), Streams[which].Dialect);
            var filtered = dialect == "openai-chat" && random.Next(2) == 0;
            var fault = random.Next(3) == 0 ? new IOException("reset") : null;

            RelayedStream relayed;
            try
            {
                relayed = MemoryRelay.Run(dialect, random.Next(4) == 0 ? [damaged] : Splits.AtRandom(damaged, random), filtered, fault);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"round {round}: {Convert.ToBase64String(damaged)}", e);
            }

            var terminal = Terminals(damaged, dialect);
            var said = Terminals(relayed.Output, dialect);
            Assert.True(said <= terminal, $"round {round}: {said} terminal events came out of {terminal}");
            Assert.True(relayed.Result.End != EndOfStream.Completed || terminal > 0, $"round {round}: called complete without a terminal event");
            Assert.True(relayed.Result.End != EndOfStream.Completed || said > 0, $"round {round}: complete, and the client was not told");
            Assert.True(filtered || damaged.AsSpan().StartsWith(relayed.Output) || relayed.Result.End == EndOfStream.UpstreamError,
                $"round {round}: passthrough changed bytes");
        }
    }

    /// <summary>Terminal events as an independent parser sees them; one at the very end may lack its empty line.</summary>
    static int Terminals(byte[] bytes, string dialect)
    {
        var parser = new SseParser();
        parser.Append(default, bytes);
        parser.Append(default, "\n\n"u8);
        return parser.Events.Count(e => dialect switch
        {
            "openai-chat" => e.Data!.Trim(' ', '\t', '\r', '\n') == "[DONE]",
            "openai-responses" => e.Name + e.Data is var all && (Says(all, "response.completed") || Says(all, "response.incomplete") || Says(all, "response.failed")),
            _ => Says(e.Name + e.Data, "message_stop"),
        });
    }

    static bool Says(string text, string word) => text.Contains(word, StringComparison.Ordinal);

    static byte[] Damaged(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var times = random.Next(1, 6); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(bytes.Count - at, random.Next(1, 200));
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, Scraps[random.Next(Scraps.Length)]);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }

            if (bytes.Count == 0)
                bytes.Add((byte)'\n');
        }

        return [.. bytes];
    }
}
