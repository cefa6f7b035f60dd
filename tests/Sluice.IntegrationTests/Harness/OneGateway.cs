using System.Text.Json;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Harness;

/// <summary>One upstream and one gateway for all tests of a class, which run one after the other.</summary>
public sealed class OneGateway : IAsyncLifetime
{
    int _exchanges;

    internal ScriptedUpstream Upstream { get; } = ScriptedUpstream.Start();

    internal TestGateway Gateway { get; private set; } = null!;

    public async Task InitializeAsync() => Gateway = await TestGateway.StartAsync(Upstream);

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>Sends a request whose answer is scripted, and gives the answer, the upstream's request and the log line.</summary>
    internal async Task<(RecordedResponse Answer, RecordedRequest? Sent, JsonElement Line)> ExchangeAsync(RawRequest request, ResponseScript script)
    {
        // Counted first: a test that fails on the way must not give its log line to the next.
        _exchanges++;
        var before = Upstream.Requests.Count;
        Upstream.RespondOnce(script);
        var answer = await Gateway.SendAsync(request);
        var line = await Gateway.ExchangeAsync(_exchanges);
        return (answer, Upstream.Requests.Skip(before).FirstOrDefault(), line);
    }
}
