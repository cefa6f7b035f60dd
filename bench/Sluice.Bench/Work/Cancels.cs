using Sluice.Testing.Load;

namespace Sluice.Bench.Work;

/// <summary>A client resets its connection in a silent stream: how long until the upstream sees its own end.</summary>
static class Cancels
{
    public static async Task RunAsync(Bed bed)
    {
        foreach (var hop in bed.Hops)
        {
            var (noticed, missed) = await new LoadCancel(hop.Target, hop.Direct, bed.Time).RunAsync(bed.Sizes.Cancels);
            bed.Measurements.Add("cancel-p50", hop.Name, noticed.Percentile(.5) / 1000);
            bed.Measurements.Add("cancel-p99", hop.Name, noticed.Percentile(.99) / 1000);
            bed.Measurements.Add("cancel-missed", hop.Name, missed);
        }
    }
}
