using System.Net;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Section 3.2: nothing waits in the gateway. Each case is compared with a direct connection to the same upstream in the same run.</summary>
/// <remarks>Case 15's HTTP/3 part waits for a host with a QUIC library, and case 23 for translation and guardrails.</remarks>
[Collection(Alone.Name)]
public sealed class TimingTests
{
    static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    public static TheoryData<string> Transports { get; } = ["h1", "h1 over TLS", "h2 over TLS"];

    public static TheoryData<string> Codings { get; } = ["", "gzip", "br", "zstd", "deflate", "gzip, deflate, br, zstd"];

    [TimedTheory, MemberData(nameof(Transports))]
    public async Task Case_15_events_keep_their_cadence_over_each_transport(string transport)
    {
        using var certificate = new GatewayCertificate();
        await using var upstream = Streaming("openai-chat", 125, Cadence.Event);
        await using var gateway = await TestGateway.StartAsync(upstream, transport == "h1" ? "" : certificate.Yaml);

        // Side by side, so that whatever else the machine does befalls both.
        var direct = RawClient.ExchangeAsync(upstream.BaseAddress, Wire.Chat());
        var through = transport == "h2 over TLS" ? await OverHttp2Async(certificate, gateway) : new Cadence((await gateway.SendAsync(Wire.Chat(), certificate.Trusting)).Events);

        Alike(new Cadence((await direct).Events), through);
    }

    [Theory, MemberData(nameof(Codings))]
    public async Task Case_16_each_event_is_readable_on_arrival_whatever_coding_the_client_offers(string offered)
    {
        await using var upstream = ScriptedUpstream.Start();
        var gate = new StepGate();
        upstream.Respond(script =>
        {
            script.EventStream().Write(Wire.Prologue("openai-chat"));
            for (var i = 1; i <= 10; i++)
                script.Write(Wire.Content("openai-chat", $"e{i}")).WaitFor(gate);
            script.Write(Wire.Epilogue("openai-chat")).End();
        });
        await using var gateway = await TestGateway.StartAsync(upstream);
        var request = Wire.Chat();
        await using var client = await gateway.OpenAsync(offered.Length == 0 ? request : request with { Headers = [.. request.Headers, ("Accept-Encoding", offered)] });

        // The upstream waits for the client to have read each event: one that is held anywhere stops everything.
        for (var i = 1; i <= 10; i++)
        {
            await client.ReadEventsAsync(1 + i);
            gate.Release();
        }

        var answer = await client.ReadToEndAsync();
        Assert.Null(answer.Headers["content-encoding"]);
        Assert.Equal(StreamEnding.Complete, answer.Ending);
        Assert.Equal("identity", upstream.Requests[0].Headers["accept-encoding"]);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_17_with_early_commit_headers_come_with_the_upstreams(string dialect)
    {
        await using var upstream = ScriptedUpstream.Start();
        var gate = new StepGate();
        upstream.Respond(script => script.EventStream().WaitFor(gate).Write(Wire.Stream(dialect)).End());
        await using var gateway = await TestGateway.StartAsync(upstream, "heartbeat: { interval: 15s, commit_after: 0s }");
        await using var client = await gateway.OpenAsync(Wire.Request(dialect));

        // The upstream says nothing before the gate opens, and the gate opens only behind the head.
        var head = await client.ReadHeadAsync();
        Assert.Equal(200, head.Status);
        gate.Open();

        var answer = await client.ReadToEndAsync();
        Assert.Equal(StreamEnding.Complete, answer.Ending);
        Assert.True(head.At < answer.Events[0].At);
    }

    [TimedTheory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_17_without_it_they_come_with_the_first_content(string dialect)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Pause(TimeSpan.FromMilliseconds(300)).Write(Wire.Content(dialect, "a") + Wire.Epilogue(dialect)).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request(dialect));

        // The second write is the first content: the head cannot have come before it was made.
        Assert.True(answer.Head!.At >= upstream.Requests[0].WrittenAt[1], "the head came before the content, and with it the fallback was lost");
    }

    [TimedTheory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_19_tool_arguments_keep_the_cadence_of_text(string dialect)
    {
        await using var upstream = Streaming(dialect, 75, Cadence.ToolEvent);
        await using var gateway = await TestGateway.StartAsync(upstream);

        var direct = RawClient.ExchangeAsync(upstream.BaseAddress, Wire.Request(dialect));
        var through = await gateway.SendAsync(Wire.Request(dialect));

        Alike(new Cadence((await direct).Events), new Cadence(through.Events));
    }

    [TimedFact]
    public async Task Case_20_many_streams_do_not_hold_each_other_up()
    {
        // 500 streams, at a rate that two cores carry for the three parties of this test: 10 events a second each, 5,000 in all.
        const int Streams = 500;
        await using var upstream = Streaming("openai-chat", 20, Cadence.Event, TimeSpan.FromMilliseconds(100));
        await using var gateway = await TestGateway.StartAsync(upstream, "limits: { streams: 600 }");

        var direct = new Cadence(await AllAsync(upstream.BaseAddress));
        var through = new Cadence(await AllAsync(gateway.Address));

        Assert.Equal(20 * Streams, through.Count);
        Assert.True(through.Delay(.5) <= (3 * direct.Delay(.5)) + 75, $"through: {through}; direct: {direct}");
        Assert.True(through.Delay(.99) <= (4 * direct.Delay(.99)) + 250, $"through: {through}; direct: {direct}");

        static async Task<List<ReceivedEvent>> AllAsync(Uri address)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => RawClient.ExchangeAsync(address, Wire.Chat())));
            Assert.All(answers, answer => Assert.Equal(StreamEnding.Complete, answer.Ending));
            return [.. answers.SelectMany(answer => answer.Events)];
        }
    }

    [TimedFact]
    public async Task Case_21_the_first_byte_comes_as_early_as_it_does_directly()
    {
        await using var upstream = Streaming("openai-chat", 200, Cadence.Event);
        await using var gateway = await TestGateway.StartAsync(upstream);
        // Warm: the first exchange of a process pays for compiling it.
        await gateway.SendAsync(Wire.Chat());

        var fetching = RawClient.ExchangeAsync(upstream.BaseAddress, Wire.Chat());
        var through = await gateway.SendAsync(Wire.Chat());
        var direct = await fetching;

        var (share, plain) = (Share(through), Share(direct));
        Assert.True(share <= plain + 0.02, $"first byte at {share:P2} of the stream, directly at {plain:P2}");
        Assert.True(share < 0.2);
        var (ours, theirs) = (new Cadence(through.Events), new Cadence(direct.Events));
        Assert.True(ours.MedianGap >= 0.9 * theirs.MedianGap, $"gaps shrank, as they do behind a buffer: {ours}; direct: {theirs}");

        static double Share(RecordedResponse answer) => answer.TimeToFirstByte!.Value / answer.Total!.Value;
    }

    static ScriptedUpstream Streaming(string dialect, int events, Func<string, int, TimeSpan, string> make, TimeSpan? interval = null)
    {
        var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue(dialect)).Repeat(events, interval ?? Beat, (i, at) => make(dialect, i, at)).Write(Wire.Epilogue(dialect)).End());
        return upstream;
    }

    /// <summary>Generous, since a busy machine is no buffer: a hop that holds events shows as tens of events at once, or as hundreds of milliseconds.</summary>
    static void Alike(Cadence direct, Cadence through)
    {
        var both = $"through: {through}; direct: {direct}";
        Assert.Equal(direct.Count, through.Count);
        Assert.True(through.Delay(.5) <= direct.Delay(.5) + 25, both);
        Assert.True(through.Delay(.99) <= (2 * direct.Delay(.99)) + 50, both);
        Assert.True(through.MedianGap >= 0.7 * direct.MedianGap, both);
        Assert.True(through.MostAtOnce <= direct.MostAtOnce + 5, both);
    }

    static async Task<Cadence> OverHttp2Async(GatewayCertificate certificate, TestGateway gateway)
    {
        using var http = certificate.Http2Client();
        var address = new UriBuilder("https", "127.0.0.1", gateway.Address.Port).Uri;
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/v1/chat/completions"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ReadOnlyMemoryContent(Wire.Chat().Body) { Headers = { { "content-type", "application/json" } } },
        };
        using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpVersion.Version20, answer.Version);
        var recorder = StreamRecorder.Follow(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(StreamEnding.Complete, await recorder.WaitForEndAsync());
        return new Cadence(recorder.Events);
    }
}
