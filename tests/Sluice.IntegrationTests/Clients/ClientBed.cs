using System.Text.Json;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Clients;

/// <summary>What client programs run against: a scripted model behind two gateways, one with ordinary and one with quick heartbeats.</summary>
internal sealed class ClientBed : IAsyncDisposable
{
    /// <summary>The key that clients of the gateway have; the programs in tests/clients know it too.</summary>
    public const string ClientKey = "sk-client";

    /// <summary>Not ASCII only, so that a character torn between two reads would show.</summary>
    public const string Answer = "A sluice is a gate: it lets water through — wanted, 水門, déversoir, \U0001F30A — and holds it back when it is not.";

    const string UpstreamKey = "sk-upstream";

    ClientBed(ScriptedModel model, TestGateway plain, TestGateway quick) => (Model, Plain, Quick) = (model, plain, quick);

    public static int AnswerTokens => Answer.Split(' ').Length;

    /// <summary>The model. It takes the gateway's key only.</summary>
    public ScriptedModel Model { get; }

    /// <summary>The gateway for most cases.</summary>
    public TestGateway Plain { get; }

    /// <summary>The gateway that sends a heartbeat after each 200 ms of silence.</summary>
    public TestGateway Quick { get; }

    public static async Task<ClientBed> StartAsync()
    {
        var model = StartModel(TimeSpan.FromMilliseconds(10));
        var plain = await TestGateway.StartAsync(Configuration(model));
        var quick = await TestGateway.StartAsync(Configuration(model) + "heartbeat: { interval: 200ms, commit_after: 100ms }\n");
        return new ClientBed(model, plain, quick);
    }

    public static ScriptedModel StartModel(TimeSpan interval) => ScriptedModel.Start(new ScriptedModelOptions
    {
        AnswerText = Answer,
        ApiKey = UpstreamKey,
        FirstTokenDelay = TimeSpan.FromMilliseconds(20),
        TokenInterval = interval,
    });

    /// <summary>A gateway that wants a key of its clients and has another one for the model.</summary>
    public static string Configuration(ScriptedModel model) => $$"""
        api_keys: [ {{ClientKey}} ]
        providers:
          mock:
            type: openai-compatible
            base_url: {{model.BaseAddress}}
            api_key: {{UpstreamKey}}
            dialects: [openai-chat, openai-responses, anthropic-messages]
        routes:
          - model: "m-*"
            candidates: [ { provider: mock } ]

        """;

    /// <summary>The log line of the exchange that asked for a model whose name begins so.</summary>
    public Task<JsonElement> LineAsync(string model) => (model.Split('+')[0].Contains("slow", StringComparison.Ordinal) ? Quick : Plain).ExchangeOfAsync(model);

    /// <summary>Waits for the upstream request for a model.</summary>
    public async Task<RecordedRequest> RequestAsync(string model)
    {
        for (var number = 1; ; number++)
        {
            await Model.Upstream.WaitForRequestAsync(number);
            if (Model.Upstream.Requests[number - 1] is { Method: "POST" } request && request.Json().GetProperty("model").GetString() == model)
                return request;
        }
    }

    /// <summary>Waits until the gateway has given up the upstream request for a model, whose script would never end by itself.</summary>
    public async Task CancelledAsync(string model)
    {
        var request = await RequestAsync(model);
        Assert.Equal(AnswerEnding.PeerGone, await request.Answered.Within($"the end of the upstream request for {model}"));
    }

    public async ValueTask DisposeAsync()
    {
        await Plain.DisposeAsync();
        await Quick.DisposeAsync();
        await Model.DisposeAsync();
    }
}
