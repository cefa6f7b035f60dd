using System.Text.Json;
using Sluice.LabTests.Data;
using Sluice.LabTests.Running;
using Sluice.Testing;

namespace Sluice.LabTests.Cli;

/// <summary>A chat API that knows nothing of the reference origin: judged by arrivals alone, and said to be weaker.</summary>
public sealed class ChatApiTests
{
    static readonly string LongAnswer = string.Join(' ', Enumerable.Range(1, 400).Select(i => $"word{i}"));

    [Theory]
    [InlineData("v1/chat/completions")]
    [InlineData("v1/messages")]
    [InlineData("v1/responses")]
    public async Task A_model_that_streams_is_said_to_stream_with_less_confidence(string path)
    {
        await using var model = Model();
        var typed = await Typed.ProbeUntilAsync(t => t.Code == 0, $"{model.BaseAddress}{path}", "--model", "sluice-demo", "--key", "secret", "--format", "json");
        typed.EndsWith(0);
        using var json = JsonDocument.Parse(typed.Output);
        var verdict = json.RootElement.GetProperty("verdict");
        Assert.Equal("streams", verdict.GetProperty("kind").GetString());
        Assert.False(verdict.GetProperty("stamped").GetBoolean());
        Assert.InRange(verdict.GetProperty("confidence").GetDouble(), 0.3, 0.8);
        Assert.Contains("arrivals alone", json.RootElement.GetProperty("hops")[0].GetProperty("notes")[0].GetString()!, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", typed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_buffers_it_is_still_named()
    {
        await using var model = Model();
        using var certificate = new LabCertificate();
        var setup = LabSetup.All.Single(s => s.Name == "nginx-default");
        await using var hop = await LabHop.StartAsync(setup, setup.Tiers[0], model.BaseAddress.Port, certificate);

        var typed = await Typed.ProbeUntilAsync(
            t => t.Output.Contains("bursts of 4096 bytes", StringComparison.Ordinal), $"http://127.0.0.1:{hop.Port}/v1", "--model", "sluice-demo");

        typed.EndsWith(1);
        Assert.StartsWith("PROBABLY HELD", typed.Output, StringComparison.Ordinal);
        Assert.Contains("bursts of 4096 bytes", typed.Output, StringComparison.Ordinal);
        Assert.Contains("proxy_buffering off;", typed.Output, StringComparison.Ordinal);
        Assert.Contains("weaker", typed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("end-after-60", "truncated-looks-complete")]
    [InlineData("cut-after-60", "cut")]
    [InlineData("reset-after-60", "cut")]
    public async Task An_answer_without_its_terminator_is_not_called_complete(string misbehaviour, string verdict)
    {
        await using var model = Model();
        var typed = await Typed.ProbeAsync(model.BaseAddress.AbsoluteUri, "--model", misbehaviour, "--format", "json");
        typed.EndsWith(1);
        using var json = JsonDocument.Parse(typed.Output);
        Assert.Equal(verdict, json.RootElement.GetProperty("verdict").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_bound_on_the_first_event_cannot_be_judged_without_stamps()
    {
        await using var model = Model();
        var typed = await Typed.ProbeUntilAsync(t => t.Code == 3, model.BaseAddress.AbsoluteUri, "--model", "sluice-demo", "--max-added-ttfb", "50ms", "--format", "json");
        typed.EndsWith(3);
        Assert.Contains("needs a reference origin", typed.Error, StringComparison.Ordinal);
    }

    static ScriptedModel Model() => ScriptedModel.Start(new ScriptedModelOptions { AnswerText = LongAnswer, TokenInterval = TimeSpan.FromMilliseconds(8) });
}
