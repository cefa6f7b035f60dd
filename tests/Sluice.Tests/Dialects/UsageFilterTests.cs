using System.Text;
using System.Text.Json;
using Sluice.Testing;

namespace Sluice.Tests.Dialects;

/// <summary>What the gateway asked for and the client did not is hidden, and nothing else is touched.</summary>
public sealed class UsageFilterTests
{
    static readonly string[] Blanks = ["", "", "", " ", "  ", "\t", " \t "];

    [Fact]
    public void Only_the_usage_member_goes_wherever_it_stands()
    {
        var random = new Random(21);
        for (var round = 0; round < 5000; round++)
        {
            var lines = random.Next(4) == 0;
            var (json, position) = Chunk(random, lines);
            var end = random.Next(3) switch { 0 => "\n", 1 => "\r\n", _ => "\r" };
            var frame = string.Concat(json.Split('\n').Select(line => $"data: {line}{end}")) + end;
            // A first chunk with content opens the client's side; it holds no usage and must stay as it is.
            var opening = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n";
            var bytes = Encoding.UTF8.GetBytes(opening + frame);

            var output = MemoryRelay.Run("openai-chat", Splits.AtRandom(bytes, random), hidesUsage: true).Text;

            Assert.StartsWith(opening, output, StringComparison.Ordinal);
            var parser = new SseParser();
            parser.Append(default, Encoding.UTF8.GetBytes(output[opening.Length..]));
            // The stream ends here, and a CR that stands last may be half of a line end.
            parser.Append(default, "\n"u8);
            var data = Assert.Single(parser.Events).Data!;
            Assert.True(Members(data, null).SequenceEqual(Members(json, position)), $"round {round}:\n{frame}\nbecame\n{output[opening.Length..]}");
        }
    }

    [Theory]
    [InlineData("data: {\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\n")]
    [InlineData("data: { \"usage\" : { \"prompt_tokens\" : 3 , \"completion_tokens\" : 4 } , \"choices\" : [ ] }\r\n\r\n")]
    [InlineData("data: {\"choices\":[],\ndata:  \"usage\":{\"prompt_tokens\":3,\ndata: \"completion_tokens\":4}}\n\n")]
    [InlineData("data:{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\n")]
    public void A_usage_chunk_with_empty_choices_vanishes_and_is_still_read(string chunk)
    {
        const string Before = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n";
        const string After = "data: [DONE]\n\n";

        var relayed = MemoryRelay.Run("openai-chat", Before + chunk + After, hidesUsage: true);

        Assert.Equal(Before + After, relayed.Text);
        Assert.Equal((3, 4), (relayed.Report.InputTokens, relayed.Report.OutputTokens));
    }

    [Theory]
    [InlineData("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}")]
    [InlineData("{\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}]}")]
    [InlineData("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"the \\\"usage\\\": null of it\"}}]}")]
    [InlineData("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\",\"usage\":null}}]}")]
    [InlineData("{\"choices\":[],\"x\":{\"usage\":null}}")]
    [InlineData("{\"choices\":[],\"usage\":{\"prompt_tokens\":3")]
    public void Other_chunks_stay_as_they_are(string chunk)
    {
        var text = $"data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"x\"}}}}]}}\n\ndata: {chunk}\n\ndata: [DONE]\n\n";

        Assert.Equal(text, MemoryRelay.Run("openai-chat", text, hidesUsage: true).Text);
    }

    /// <summary>An object of random members with one <c>"usage": null</c> among them, blanks anywhere, perhaps over several lines.</summary>
    static (string Json, int Usage) Chunk(Random random, bool lines)
    {
        string B() => lines && random.Next(3) == 0 ? "\n" : Blanks[random.Next(Blanks.Length)];
        string[] others =
        [
            "\"id\":\"c1\"", "\"created\":1.50e3", "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"é\"}}]", "\"x\":{\"usage\":null}", "\"empty\":{}", "\"y\":[null,{}]",
            "\"long\":12345678901234567890123",
        ];
        var members = others.Where(_ => random.Next(2) == 0).ToList();
        var at = random.Next(members.Count + 1);
        members.Insert(at, $"\"usage\"{B()}:{B()}null");
        return ("{" + B() + string.Join($"{B()},{B()}", members) + B() + "}", at);
    }

    static List<(string, string)> Members(string json, int? without)
    {
        using var document = JsonDocument.Parse(json);
        var members = document.RootElement.EnumerateObject().Select(member => (member.Name, member.Value.GetRawText())).ToList();
        if (without is { } index)
            members.RemoveAt(index);
        return members;
    }
}
