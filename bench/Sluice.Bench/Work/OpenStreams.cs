using Sluice.Bench.Hops;
using Sluice.Testing.Load;

namespace Sluice.Bench.Work;

/// <summary>
/// Thousands of streams that are open and silent, in a process that was just started: what each costs in memory is the slope between two
/// counts. Then, after some seconds of work beside them, all of them get an event a second.
/// </summary>
static class OpenStreams
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Loopback addresses that clients come from: ports of one may still be waiting for the last hop's.</summary>
    const int Sources = 8;

    public static async Task RunAsync(Bed bed)
    {
        foreach (var hop in bed.Hops)
        {
            await hop.StartAsync(bed.Time);
            await WarmAsync(bed, hop);
            await MeasureAsync(bed, hop);
            // Its memory is no longer that of a process at work, and its ports wait.
            await hop.StartAsync(bed.Time);
        }
    }

    /// <summary>Code that has never run takes memory when it first does, which is no stream's.</summary>
    static async Task WarmAsync(Bed bed, Hop hop)
    {
        using var load = bed.Load(hop);
        Bed.Check(hop, "warming up", await load.RunAsync(20, LoadPlan.Instant(3).ToString(), 3, TimeSpan.FromMilliseconds(300)));
    }

    static async Task MeasureAsync(Bed bed, Hop hop)
    {
        var sizes = bed.Sizes;
        var plan = LoadPlan.Open(Interval, sizes.Beats);
        using var load = new LoadRun(hop.Target with { Sources = Sources }, bed.Time) { BufferSize = 2048 };
        await load.OpenAsync(sizes.Few, plan.ToString());
        var few = await ResidentAsync(bed, hop);
        await load.OpenAsync(sizes.Many - sizes.Few, plan.ToString());
        var many = await ResidentAsync(bed, hop);
        if (load.Faults.Count > 0)
            throw new BrokenStreamException($"opening {sizes.Many} streams through {hop.Name}: {load.Faults.Count} were broken: {string.Join("; ", load.Faults.Distinct().Take(3))}");
        void Add(string row, double value) => bed.Measurements.Add(row, hop.Name, value);
        if (hop.Kind != HopKind.Direct)
        {
            Add("memory", (many - few) / 1024.0 / (sizes.Many - sizes.Few));
            Add("open-resident", many / 1048576.0);
        }

        // Memory is that of a process that has done nothing else; the age of events is that of one which has been at work, as all that run are.
        await bed.ChunksAsync(hop, sizes.Warmth);
        await LoadCancel.ReleaseAsync(hop.Direct, bed.Time);
        var result = await load.FinishAsync(plan.Events);
        Bed.Check(hop, "open streams", result);
        Add("open-streams", sizes.Many);
        Add("open-lost", ((long)sizes.Many * plan.Events) - result.Events);
        Add("open-age-p99", load.AgesBehind(1).Percentile(.99));
    }

    static async Task<long> ResidentAsync(Bed bed, Hop hop)
    {
        await Task.Delay(bed.Sizes.Settle, bed.Time);
        return hop.Resident;
    }
}
