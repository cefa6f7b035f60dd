using Sluice.Bench.Hops;
using Sluice.Testing.Load;

namespace Sluice.Bench.Work;

/// <summary>Streams a second with 50 clients that never pause, 33 events each.</summary>
static class Saturation
{
    const int Clients = 50;
    const int Events = 33;

    /// <summary>
    /// The upstream has all events at once, in one write, so that it costs little beside the hops: on few cores it would be what limits
    /// them otherwise. How far direct is ahead, and the CPU of each part, shows that it does not.
    /// </summary>
    public static async Task RunAsync(Bed bed)
    {
        foreach (var hop in bed.Hops)
        {
            var from = bed.Cpu(hop);
            var result = await LoadAsync(bed, hop, LoadPlan.Whole(Events), bed.Sizes.Span);
            bed.Measurements.Add("streams", hop.Name, result.StreamsPerSecond);
            bed.Cpu(hop).Since(from, result.Seconds).AddTo(bed.Measurements, "saturation", hop.Name);
        }
    }

    /// <summary>Each event in a write of its own, as a model server writes them: most of the work is then the upstream's.</summary>
    public static async Task WritesAsync(Bed bed)
    {
        foreach (var hop in bed.Hops)
        {
            var from = bed.Cpu(hop);
            var result = await LoadAsync(bed, hop, LoadPlan.Instant(Events), bed.Sizes.Span / 2);
            bed.Measurements.Add("streams-writes", hop.Name, result.StreamsPerSecond);
            bed.Measurements.Add("writes-upstream-cpu", hop.Name, bed.Cpu(hop).Since(from, result.Seconds).Upstream);
        }
    }

    static async Task<LoadResult> LoadAsync(Bed bed, Hop hop, LoadPlan plan, TimeSpan duration)
    {
        using var load = bed.Load(hop);
        var result = await load.RunAsync(Clients, plan.ToString(), Events, duration);
        Bed.Check(hop, "saturation", result);
        return result;
    }
}
