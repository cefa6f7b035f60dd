using Sluice.Configuration;
using Sluice.Testing;

namespace Sluice.Cli;

/// <summary>The built-in provider <c>demo</c>: a scripted model server on loopback that speaks all dialects, for a gateway that has no other.</summary>
sealed class DemoModel : IAsyncDisposable
{
    readonly ScriptedModel _model;

    DemoModel(ScriptedModel model) => _model = model;

    /// <summary>Starts the model.</summary>
    public static DemoModel Start() => new(ScriptedModel.Start(new ScriptedModelOptions
    {
        FirstTokenDelay = TimeSpan.FromMilliseconds(400),
        TokenInterval = TimeSpan.FromMilliseconds(45),
        Jitter = 0.4,
        KeepRequests = 16,
    }));

    /// <summary>The same configuration with the provider and a route to it.</summary>
    public GatewayOptions AddTo(GatewayOptions options) => options with
    {
        Providers =
        [
            new ProviderOptions
            {
                Name = "demo",
                Type = "openai-compatible",
                BaseUrl = _model.BaseAddress,
                Dialects = ["openai-chat", "openai-responses", "anthropic-messages"],
            },
        ],
        Routes = [new RouteOptions { Model = "*", Candidates = [new CandidateOptions("demo", null)], Timeouts = options.Timeouts, OnError = options.OnError }],
    };

    public ValueTask DisposeAsync() => _model.DisposeAsync();
}
