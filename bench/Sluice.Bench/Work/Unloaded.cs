using Sluice.Bench.Hops;
using Sluice.Testing.Load;

namespace Sluice.Bench.Work;

/// <summary>One client, one stream of one event after the other: what a hop adds to the first byte when it has nothing else to do.</summary>
static class Unloaded
{
    public static async Task RunAsync(Bed bed)
    {
        var direct = (P50: double.NaN, P99: double.NaN);
        foreach (var hop in bed.Hops)
        {
            var result = await SinglesAsync(bed, hop);
            var (p50, p99) = (result.FirstByte.Percentile(.5), result.FirstByte.Percentile(.99));
            bed.Measurements.Add("first-p50", hop.Name, p50);
            if (hop.Kind == HopKind.Direct)
            {
                direct = (p50, p99);
                continue;
            }

            bed.Measurements.Add("ttfb-p50", hop.Name, p50 - direct.P50);
            bed.Measurements.Add("ttfb-p99", hop.Name, p99 - direct.P99);
        }
    }

    static async Task<LoadResult> SinglesAsync(Bed bed, Hop hop)
    {
        using var connection = await LoadConnection.ConnectAsync(hop.Target, 0, 16 << 10, bed.Time);
        var request = hop.Target.Request(LoadPlan.Instant(1).ToString());
        var faults = new List<string>();
        for (var i = 0; i < bed.Sizes.Singles && faults.Count == 0; i++)
        {
            if (await connection.StreamAsync(request, 1) is { } fault)
                faults.Add(fault);
        }

        var result = new LoadResult(0, bed.Sizes.Singles, connection.Events, faults, LoadSamples.Of([connection.FirstBytes], bed.Time), LoadSamples.None, LoadSamples.None, LoadSamples.None);
        Bed.Check(hop, "single streams", result);
        return result;
    }
}
