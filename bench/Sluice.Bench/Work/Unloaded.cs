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
            using var load = bed.Load(hop);
            var result = await load.SinglesAsync(bed.Sizes.Singles, LoadPlan.Whole(1).ToString(), 1);
            Bed.Check(hop, "single streams", result);
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
}
