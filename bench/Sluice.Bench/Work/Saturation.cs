using Sluice.Testing.Load;

namespace Sluice.Bench.Work;

/// <summary>Streams a second with 50 clients that never pause, 33 events each, each in a write of its own.</summary>
static class Saturation
{
    const int Clients = 50;
    const int Events = 33;

    /// <summary>The same with one write for the whole answer: what a stream costs, rather than its events.</summary>
    public static async Task WholeAsync(Bed bed)
    {
        foreach (var hop in bed.Hops)
        {
            using var load = bed.Load(hop);
            var result = await load.RunAsync(Clients, LoadPlan.Whole(Events).ToString(), Events, bed.Sizes.Span / 2);
            Bed.Check(hop, "whole answers", result);
            bed.Measurements.Add("streams-whole", hop.Name, result.StreamsPerSecond);
        }
    }

    public static async Task RunAsync(Bed bed)
    {
        foreach (var hop in bed.Hops)
        {
            using var load = bed.Load(hop);
            var (self, upstream, cpu) = (Bed.LoadCpu, bed.UpstreamCpu, hop.Cpu);
            var result = await load.RunAsync(Clients, LoadPlan.Instant(Events).ToString(), Events, bed.Sizes.Span);
            Bed.Check(hop, "saturation", result);
            void Add(string row, double value) => bed.Measurements.Add(row, hop.Name, value);
            Add("streams", result.StreamsPerSecond);
            Add("saturation-hop-cpu", (hop.Cpu - cpu) * 100 / result.Seconds);
            Add("saturation-load-cpu", (Bed.LoadCpu - self) * 100 / result.Seconds);
            Add("saturation-upstream-cpu", (bed.UpstreamCpu - upstream) * 100 / result.Seconds);
        }
    }
}
