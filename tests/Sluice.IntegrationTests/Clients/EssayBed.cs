using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Clients;

/// <summary>A gateway with a forward proxy, whose authority it makes itself, in front of a model that writes essays.</summary>
public sealed class EssayBed : IAsyncLifetime
{
    /// <summary>As the agents in a sandbox know it.</summary>
    internal const string Inside = "https://inference.local";

    /// <summary>200 words in about 2 s, the first after 20 ms.</summary>
    internal const string Streaming = "m-essay+tokens-200+interval-10ms";

    /// <summary>The same words, written faster, since a whole answer shows nothing of its time.</summary>
    internal const string Whole = "m-essay+tokens-200+interval-2ms";

    readonly string _folder = Directory.CreateTempSubdirectory("sluice-essay-").FullName;
    ScriptedModel _model = null!;
    TestGateway _gateway = null!;

    /// <summary>The gateway's own address.</summary>
    internal Uri Direct => _gateway.Address;

    /// <summary>The forward proxy's.</summary>
    internal Uri Proxy => new($"http://{_gateway.Host.Addresses[1].Authority}");

    internal string Authority => Path.Combine(_folder, "ca.pem");

    internal static string Essay { get; } = string.Join(' ', Enumerable.Range(0, 200).Select(i => ClientBed.Answer.Split(' ')[i % ClientBed.AnswerTokens]));

    internal IReadOnlyList<RecordedRequest> UpstreamRequests => _model.Upstream.Requests;

    public async Task InitializeAsync()
    {
        _model = ClientBed.StartModel(TimeSpan.FromMilliseconds(10));
        _gateway = await TestGateway.StartAsync(ClientBed.Configuration(_model) + $$"""
            forward_proxy:
              listen: 127.0.0.1:0
              ca: { certificate: {{Authority}}, key: {{Path.Combine(_folder, "ca.key")}} }

            """);

        // What is compiled and connected on first use is not what is measured.
        foreach (var proxied in new[] { true, false })
            _ = await HttpEssay.WriteAsync(this, proxied, stream: true);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _model.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>An essay as a client got it.</summary>
/// <param name="First">Milliseconds from the request to the first bytes of the body.</param>
/// <param name="Total">Milliseconds from the request to its last.</param>
/// <param name="Text">The essay.</param>
internal sealed record Essay(double First, double Total, string Text);
