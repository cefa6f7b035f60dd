using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Many streams of all kinds, good and bad: nothing stays behind. The mix is drawn from a fixed seed.</summary>
[Collection(Alone.Name)]
public sealed partial class SoakTests
{
    const string Dialect = "openai-chat";

    static readonly byte[] Huge = Encoding.UTF8.GetBytes(Wire.Content(Dialect, new string('x', 9 << 20)));
    static readonly int[] Pieces = [.. Enumerable.Repeat(64 << 10, Huge.Length / (64 << 10))];
    static readonly byte[] Whole = Encoding.UTF8.GetBytes(Wire.Stream(Dialect, 8));
    static readonly byte[] Start = Encoding.UTF8.GetBytes(Wire.Prologue(Dialect) + Wire.Content(Dialect, "a"));
    static readonly byte[] Half = Encoding.UTF8.GetBytes(Wire.Content(Dialect, "never")[..^20]);
    static readonly byte[] Garbage = Enumerable.Range(0, 3000).Select(i => (byte)(i * 37)).ToArray();

    /// <summary>What an upstream does, and what the log calls it.</summary>
    static readonly (string Name, Action<ResponseScript> Script)[] Mix =
    [
        ("good", script => script.EventStream().Write(Whole).End()),
        ("good without usage", script => script.EventStream().Write(Whole).End()),
        ("reset", script => script.EventStream().Write(Start).Reset()),
        ("cut", script => script.EventStream().Write(Start).Fin()),
        ("half event", script => script.EventStream().Write(Start).Write(Half).End()),
        ("garbage", script => script.EventStream().Write(Garbage).End()),
        ("not HTTP", script => script.Raw(Garbage).Fin()),
        ("overloaded", script => script.Json(529, "{}")),
        ("client leaves", script => script.EventStream().Write(Start).Stall()),
        ("client leaves in silence", script => script.Stall()),
    ];

    [Fact]
    public async Task Ten_thousand_streams_in_a_row_leave_nothing_behind()
    {
        const int Streams = 10_000;
        const int Part = Streams / 5;
        await using var upstream = ScriptedUpstream.Start(new ScriptedUpstreamOptions { KeepRequests = 8 });
        var arrivals = new Arrivals();
        upstream.RespondWith(Scripts(arrivals));
        await using var gateway = await TestGateway.StartAsync(upstream, "log: { level: warning }");
        using var http = Client();
        var random = new Random(20_251_121);

        // Pools, caches and the just-in-time compiler take what they need in the first parts; buffers for large events stay in the pools.
        var (before, grown) = (0L, long.MaxValue);
        for (var i = 0; i < Streams; i++)
        {
            await StreamAsync(http, gateway.Address, i < Part && i % 250 == 249 ? "huge" : Mix[random.Next(Mix.Length)].Name, arrivals);
            if (i % Part != Part - 1)
                continue;
            var now = await SettledMemoryAsync(gateway, upstream);
            if (i > Part)
                grown = Math.Min(grown, now - before);
            before = now;
        }

        Assert.True(grown < 512 << 10, $"each {Part} streams left {grown} bytes or more");
        Assert.Equal(Streams, await ExchangesAsync(gateway));
        await StreamChecks.HoldsNothingAsync(gateway);
        Assert.DoesNotContain("defect", gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_streams_at_once_leave_nothing_behind()
    {
        const int Streams = 1000;
        await using var upstream = ScriptedUpstream.Start(new ScriptedUpstreamOptions { KeepRequests = 8 });
        var arrivals = new Arrivals();
        upstream.RespondWith(Scripts(arrivals));
        await using var gateway = await TestGateway.StartAsync(upstream, "log: { level: warning }");
        using var http = Client();
        var random = new Random(7);
        var (rounds, before, grown) = (0, 0L, long.MaxValue);

        // What each stream leaves grows with each round; pools of threads, connections and buffers grow for a few rounds and then no more.
        while (grown >= 2 << 20)
        {
            Assert.True(++rounds <= 8, $"{Streams} streams more left {grown} bytes more, and so in every round before");
            var names = Enumerable.Range(0, Streams).Select(i => i % 250 == 249 ? "huge" : Mix[random.Next(Mix.Length)].Name).ToArray();
            await Task.WhenAll(names.Select(name => StreamAsync(http, gateway.Address, name, arrivals))).Within("all streams to end", TimeSpan.FromSeconds(60), () => gateway.Log);
            var now = await SettledMemoryAsync(gateway, upstream);
            (grown, before) = (rounds == 1 ? long.MaxValue : now - before, now);
        }

        Assert.Equal(rounds * Streams, await ExchangesAsync(gateway));
        await StreamChecks.HoldsNothingAsync(gateway);
        Assert.DoesNotContain("defect", gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_stalled_streams_end_at_their_limit_and_leave_nothing_behind()
    {
        const int Streams = 1000;
        var time = new ManualTimeProvider();
        await using var upstream = ScriptedUpstream.Start(new ScriptedUpstreamOptions { KeepRequests = Streams });
        upstream.Respond(script => script.EventStream().Write(Start).Stall());
        await using var gateway = await TestGateway.StartAsync(upstream, "timeouts: { idle: 30s }\nlog: { level: warning }", time);
        using var http = Client();

        var streams = Enumerable.Range(0, Streams).Select(_ => StreamAsync(http, gateway.Address, "stall", new Arrivals())).ToArray();
        await upstream.WaitForRequestAsync(Streams);
        var all = Task.WhenAll(streams);
        for (var real = TimeProvider.System.GetTimestamp(); !all.IsCompleted; time.Advance(TimeSpan.FromMilliseconds(200)))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(real) < Guard.DefaultLimit, $"{streams.Count(s => !s.IsCompleted)} streams still run at {time.Elapsed}");
            await Task.WhenAny(all, Task.Delay(5));
        }

        Assert.All(await all, text => Assert.Contains("idle_timeout", text, StringComparison.Ordinal));
        Assert.Equal(Streams, await ExchangesAsync(gateway));
        await StreamChecks.HoldsNothingAsync(gateway, upstream);
        Assert.Contains("ending=\"idle_timeout\"} 1000\n", await gateway.MetricsAsync(), StringComparison.Ordinal);
        Assert.Equal(0, gateway.Host.State.Wheel.Count);
    }

    static Func<RecordedRequest, ResponseScript> Scripts(Arrivals arrivals)
    {
        var scripts = new Dictionary<string, ResponseScript>();
        foreach (var (name, write) in Mix.Append(("huge", script => script.EventStream().Write(Start).WriteSplit(Huge, Pieces).Write(Wire.Epilogue(Dialect)).End())))
            write(scripts[name] = new ResponseScript());
        return request =>
        {
            var json = request.Json();
            arrivals.Note(json.GetProperty("user").GetInt64());
            return scripts[json.GetProperty("model").GetString()!];
        };
    }

    static HttpClient Client() => new(new SocketsHttpHandler { UseProxy = false, MaxResponseDrainSize = 0, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5) });

    /// <summary>One stream, read to whatever end it has.</summary>
    static async Task<string> StreamAsync(HttpClient http, Uri address, string name, Arrivals arrivals)
    {
        var (number, arrived) = arrivals.Next();
        var asks = name == "good without usage" ? "" : ",\"stream_options\":{\"include_usage\":true}";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/v1/chat/completions"))
        {
            Content = new StringContent($$"""{"model":"{{name}}","user":{{number}},"stream":true,"messages":[]{{asks}}}""", Encoding.UTF8, "application/json"),
        };
        if (name == "client leaves in silence")
        {
            using var leaving = new CancellationTokenSource();
            var answer = http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaving.Token);
            await arrived.Within("the request to reach the upstream");
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
            return "";
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var body = await response.Content.ReadAsStreamAsync();
        var text = new StringBuilder();
        var buffer = new byte[16 << 10];
        try
        {
            while (await body.ReadAsync(buffer) is > 0 and var length)
            {
                if (text.Length < 4096)
                    text.Append(Encoding.Latin1.GetString(buffer, 0, length));
                if (name == "client leaves")
                    return "";
            }

            Assert.True(name is "good" or "good without usage" or "huge" || !response.IsSuccessStatusCode, $"'{name}' looks complete: {text}");
        }
        catch (IOException)
        {
            Assert.False(name is "good" or "good without usage" or "huge", $"'{name}' broke off: {text}");
        }

        return text.ToString();
    }

    /// <summary>Managed memory, once every exchange is over and its connections are gone.</summary>
    static async Task<long> SettledMemoryAsync(TestGateway gateway, ScriptedUpstream upstream)
    {
        for (var tries = 0; gateway.Host.State.Drain.Active > 0 || upstream.OpenConnections > 0; tries++)
        {
            upstream.CloseIdleConnections();
            Assert.True(tries < 3000, $"{gateway.Host.State.Drain.Active} exchanges and {upstream.OpenConnections} connections are still open");
            await Task.Delay(10);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    static async Task<long> ExchangesAsync(TestGateway gateway) =>
        Exchanges().Matches(await gateway.MetricsAsync()).Sum(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^sluice_exchanges_total\{[^}]*\} ([0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex Exchanges();

    /// <summary>Tells who waits for it that a request has come to the upstream.</summary>
    sealed class Arrivals
    {
        readonly System.Collections.Concurrent.ConcurrentDictionary<long, TaskCompletionSource> _awaited = new();
        long _last;

        public (long Number, Task Arrived) Next()
        {
            var number = Interlocked.Increment(ref _last);
            return (number, (_awaited[number] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task);
        }

        public void Note(long number)
        {
            if (_awaited.TryRemove(number, out var awaited))
                awaited.SetResult();
        }
    }
}
