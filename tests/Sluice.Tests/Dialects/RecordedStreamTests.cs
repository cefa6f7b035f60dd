using Sluice.Relay;

namespace Sluice.Tests.Dialects;

/// <summary>What providers really sent goes through byte for byte, however the reads were split, and is understood the same every time.</summary>
public sealed class RecordedStreamTests
{
    /// <summary>Recording, dialect, input and output tokens as the provider says, events with content.</summary>
    public static TheoryData<string, string, long?, long?, long> Streams { get; } = new()
    {
        { "openai/chat_completion_stream.txt", "openai-chat", null, null, 4 },
        { "groq/chat_completion_stream.txt", "openai-chat", 38, 4, 3 },
        { "gemini/chat_completion_stream.txt", "openai-chat", null, null, 1 },
        { "xai/chat_completion_stream.txt", "openai-chat", null, null, 292 },
        { "openai/responses_stream.txt", "openai-responses", 17, 5, 4 },
        { "xai/responses_stream.txt", "openai-responses", 17, 185, 185 },
        { "anthropic/messages_stream.txt", "anthropic-messages", 10, 5, 1 },
    };

    [Theory, MemberData(nameof(Streams))]
    public void A_recording_passes_unchanged_at_every_split(string recording, string dialect, long? input, long? output, long contents)
    {
        var bytes = GoldenFolder.Recording(recording);
        var random = new Random(2);
        // Every place of a small one is cut; a large one in a few hundred seeded ways, each at dozens of places.
        var splits = bytes.Length < 8192 ? Splits.Everywhere(bytes) : Enumerable.Range(0, 300).Select(_ => Splits.AtRandom(bytes, random));

        foreach (var chunks in splits.Append([bytes]).Append(Splits.ByteByByte(bytes)))
        {
            var relayed = MemoryRelay.Run(dialect, chunks);

            Assert.True(relayed.Output.AsSpan().SequenceEqual(bytes), $"changed when cut into {string.Join('+', chunks.Select(c => c.Length).Take(40))}");
            Assert.Equal(EndOfStream.Completed, relayed.Result.End);
            Assert.Equal((input, output, contents), (relayed.Report.InputTokens, relayed.Report.OutputTokens, relayed.Report.ContentEvents));
        }
    }

    [Theory, MemberData(nameof(Streams))]
    public void Hiding_usage_that_never_came_changes_nothing(string recording, string dialect, long? input, long? output, long contents)
    {
        if (dialect != "openai-chat")
            return;
        var bytes = GoldenFolder.Recording(recording);
        var random = new Random(3);

        foreach (var chunks in Enumerable.Range(0, 200).Select(_ => Splits.AtRandom(bytes, random)))
        {
            var relayed = MemoryRelay.Run(dialect, chunks, hidesUsage: true);

            Assert.Equal(bytes, relayed.Output);
            Assert.Equal((input, output, contents), (relayed.Report.InputTokens, relayed.Report.OutputTokens, relayed.Report.ContentEvents));
        }
    }

    [Theory, MemberData(nameof(Streams))]
    public void A_recording_cut_anywhere_is_never_called_complete(string recording, string dialect, long? input, long? output, long contents)
    {
        var bytes = GoldenFolder.Recording(recording);
        var step = bytes.Length < 8192 ? 1 : 97;
        var last = LastEvent(bytes);

        for (var length = 0; length < last; length += step)
        {
            var relayed = MemoryRelay.Run(dialect, [bytes.AsMemory(0, length)]);

            Assert.True(relayed.Result.End == EndOfStream.Truncated, $"{length} bytes of {bytes.Length} were called {relayed.Result.End}");
            Assert.True(bytes.AsSpan().StartsWith(relayed.Output), "something was added");
            Assert.True(relayed.Output.Length == 0 || relayed.Output.AsSpan().EndsWith("\n\n"u8), "the fragment behind the last whole event was not discarded");
            Assert.True((relayed.Report.InputTokens ?? input) == input && (relayed.Report.OutputTokens is null || relayed.Report.OutputTokens <= output));
            Assert.InRange(relayed.Report.ContentEvents, 0, contents);
        }
    }

    /// <summary>Where the event begins without which the stream is not complete.</summary>
    static int LastEvent(byte[] bytes) => bytes.AsSpan(0, bytes.Length - 1).LastIndexOf("\n\n"u8) + 2;
}
