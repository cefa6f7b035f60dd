using System.Net;
using Sluice.Cli;
using Sluice.Diagnosis.Origins;
using Sluice.Diagnosis.Probing;
using Sluice.LabTests.Data;

namespace Sluice.LabTests.Running;

/// <summary>A set-up that runs: the reference origin, and its hops in front of it.</summary>
internal sealed class LabBench : IAsyncDisposable
{
    readonly OriginHost _origin;
    readonly List<LabHop> _hops = [];
    readonly LabSetup _setup;

    LabBench(LabSetup setup, OriginHost origin) => (_setup, _origin) = (setup, origin);

    /// <summary>What the probe is told: every hop of a chain with the origin behind them, or the outermost alone.</summary>
    public IReadOnlyList<ProbeTarget> Targets
    {
        get
        {
            var hops = _setup.Tiers.Select((tier, i) => Target(tier.Name, tier.Tls, _hops[i].Port)).ToList();
            return _setup.IsChain ? [.. hops, Target("origin", false, _origin.Addresses[0].Port)] : hops;
        }
    }

    /// <summary>Starts the origin, then the hops from the innermost to the outermost.</summary>
    public static async Task<LabBench> StartAsync(LabSetup setup, LabCertificate certificate)
    {
        var origin = await OriginHost.StartAsync([(new IPEndPoint(IPAddress.Loopback, 0), false)], new OriginLimits { Streams = 200 });
        var bench = new LabBench(setup, origin);
        try
        {
            var upstream = origin.Addresses[0].Port;
            foreach (var tier in setup.Tiers.Reverse())
            {
                bench._hops.Insert(0, await LabHop.StartAsync(setup, tier, upstream, certificate));
                upstream = bench._hops[0].Port;
            }

            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the hops have printed, for whoever has to find out why a verdict is wrong.</summary>
    public string Words() => string.Join('\n', _setup.Tiers.Zip(_hops, (tier, hop) => $"--- {tier.Name} ({tier.Product})\n{hop.Words()}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var hop in _hops)
            await hop.DisposeAsync();
        await _origin.DisposeAsync();
    }

    ProbeTarget Target(string name, bool tls, int port) =>
        new(name, new Uri($"{(tls ? "https" : "http")}://127.0.0.1:{port}{_setup.Path}")) { Insecure = tls, Model = _setup.Model };
}
