using Sluice.Bench.Hops;

namespace Sluice.Bench.Work;

/// <summary>Starts each hop: how long until it is ready, and what it takes before anything was asked of it.</summary>
static class Starts
{
    public static async Task RunAsync(Bed bed)
    {
        foreach (var hop in bed.Hops.Where(hop => hop.Kind != HopKind.Direct))
        {
            var took = await hop.StartAsync(bed.Time);
            bed.Measurements.Add("start", hop.Name, took.TotalMilliseconds);
            await Task.Delay(bed.Sizes.Settle, bed.Time);
            bed.Measurements.Add("idle", hop.Name, hop.Resident / 1048576.0);
            bed.Measurements.Add("processes", hop.Name, hop.Processes);
        }
    }
}
