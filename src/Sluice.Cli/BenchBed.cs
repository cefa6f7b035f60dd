using System.Net;
using Sluice.Testing.Load;

namespace Sluice.Cli;

/// <summary>Both paths of a measurement, and what was started for them: a scripted model server, and a gateway of this build.</summary>
sealed class BenchBed : IAsyncDisposable
{
    static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    readonly LoadUpstream? _upstream;
    readonly BenchGateway? _gateway;

    BenchBed(LoadTarget target, LoadTarget direct, LoadUpstream? upstream, BenchGateway? gateway) =>
        (Target, Direct, _upstream, _gateway) = (target, direct, upstream, gateway);

    /// <summary>The gateway.</summary>
    public LoadTarget Target { get; }

    /// <summary>What is behind it.</summary>
    public LoadTarget Direct { get; }

    /// <summary>Whether the model server is our own, whose events say when they were sent.</summary>
    public bool Stamped => _upstream is not null;

    /// <summary>Starts what was not named, and waits until the gateway reaches the scripted model server.</summary>
    /// <exception cref="IOException">An address cannot be bound, or the gateway does not reach it.</exception>
    public static async Task<BenchBed> StartAsync(BenchSettings settings, TextWriter error, TimeProvider time, CancellationToken cancellationToken)
    {
        if (settings is { Target: { } gateway, Direct: { } named })
            return new(gateway, named, null, null);
        var started = settings.Target is null ? new IPEndPoint(IPAddress.Loopback, 0) : settings.Upstream.EndPoint;
        var upstream = Listen(started, time);
        var direct = new LoadTarget { Url = new Uri($"http://{Reachable(upstream.Addresses[0])}/v1/chat/completions") };
        BenchGateway? own = null;
        try
        {
            if (settings.Target is null)
                own = await BenchGateway.StartAsync(upstream.Addresses[0], cancellationToken);
            var bed = new BenchBed(settings.Target ?? new LoadTarget { Url = new Uri(own!.Address, "v1/chat/completions"), Key = BenchGateway.Key }, direct, upstream, own);
            if (own is null)
                await SayAsync(error, direct.Url, settings);
            await bed.UntilReachedAsync(settings, time, cancellationToken);
            return bed;
        }
        catch
        {
            if (own is not null)
                await own.DisposeAsync();
            await upstream.DisposeAsync();
            throw;
        }
    }

    static LoadUpstream Listen(IPEndPoint address, TimeProvider time)
    {
        try
        {
            return LoadUpstream.Start(time, address);
        }
        catch (System.Net.Sockets.SocketException fault)
        {
            throw new IOException($"the scripted model server cannot listen on {address}: {fault.Message}; choose another address with --upstream", fault);
        }
    }

    static IPEndPoint Reachable(IPEndPoint bound) =>
        bound.Address.Equals(IPAddress.Any) ? new(IPAddress.Loopback, bound.Port) : bound.Address.Equals(IPAddress.IPv6Any) ? new(IPAddress.IPv6Loopback, bound.Port) : bound;

    static async Task SayAsync(TextWriter error, Uri direct, BenchSettings settings)
    {
        var model = settings.Asked.Model;
        await error.WriteLineAsync($"sluice bench: a scripted model server answers on {new Uri(direct, "/v1")}");
        await error.WriteLineAsync($"Point the gateway's model '{model}' at it, with any key. In sluice.yaml that is:");
        await error.WriteLineAsync($"  providers: {{ bench: {{ type: openai-compatible, base_url: \"{new Uri(direct, "/v1")}\" }} }}");
        await error.WriteLineAsync($"  routes:    [ {{ model: {model}, candidates: [ {{ provider: bench }} ] }} ]");
        await error.WriteLineAsync($"Waiting up to {settings.Asked.Wait} until {settings.Target!.Url} reaches it.");
        await error.FlushAsync();
    }

    async Task UntilReachedAsync(BenchSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        string? fault;
        do
        {
            using var load = new LoadRun(Target, time) { Patience = TimeSpan.FromSeconds(10) };
            var result = await load.SinglesAsync(1, LoadPlan.Whole(1).ToString(), 1);
            fault = result.Faults is [var first, ..] ? first : null;
            if (fault is null)
                return;
            await Task.Delay(Again, time, cancellationToken);
        }
        while (time.GetElapsedTime(start) < settings.Wait);
        throw new IOException($"{Target.Url} does not reach the scripted model server on {Direct.Url.Authority}: {fault}. "
            + "Expected the stamped events of that server: point the gateway's route at it, or name what is behind the gateway with --direct URL");
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        if (_upstream is not null)
            await _upstream.DisposeAsync();
    }
}
