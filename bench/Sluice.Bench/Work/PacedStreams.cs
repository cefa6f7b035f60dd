using Sluice.Bench.Hops;
using Sluice.Testing.Load;

namespace Sluice.Bench.Work;

/// <summary>
/// 200 streams with an event every 20 ms. CPU and allocations are counted within a window in which no stream begins or ends, and ages without
/// the first second of each stream, in which 200 connections open at once: what is left is what a chunk costs.
/// </summary>
sealed class PacedStreams(Bed bed) : IDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan Lead = TimeSpan.FromSeconds(1);

    readonly HttpClient _http = new();

    public async Task RunAsync()
    {
        foreach (var hop in bed.Hops)
            await MeasureAsync(hop);
        foreach (var hop in bed.Hops.Where(hop => hop.Kind == HopKind.Gateway))
        {
            var bare = bed.Measurements.Value("cpu", "bare relay", bed.Measurements.Round);
            bed.Measurements.Add("features", hop.Name, bed.Measurements.Value("cpu", hop.Name, bed.Measurements.Round) / bare);
        }
    }

    async Task MeasureAsync(Hop hop)
    {
        var count = (int)((Lead + bed.Sizes.Span + (Lead / 2)) / Interval);
        // Asked once before: the first answer of a metrics page is compiled, which is not the streams' doing.
        await hop.AllocatedAsync(_http);
        using var load = bed.Load(hop);
        var running = load.RunAsync(bed.Sizes.Clients, LoadPlan.Paced(Interval, count).ToString(), count, TimeSpan.Zero);
        await Task.Delay(Lead, bed.Time);
        var scrape = await hop.AllocatedAsync(_http);
        var from = await LookAsync(load, hop);
        await Task.Delay(bed.Sizes.Span, bed.Time);
        var to = await LookAsync(load, hop);
        var result = await running;
        Bed.Check(hop, "paced streams", result);
        var (events, seconds) = (to.Events - from.Events, bed.Time.GetElapsedTime(from.At, to.At).TotalSeconds);
        if (events < bed.Sizes.Clients)
            throw new BrokenStreamException($"paced streams through {hop.Name}: {events} events in {seconds:0.0} s, expected {bed.Sizes.Clients * seconds / Interval.TotalSeconds:0}");
        void Add(string row, double value) => bed.Measurements.Add(row, hop.Name, value);
        if (hop.Kind != HopKind.Direct)
            Add("cpu", (to.Cpu.Hop - from.Cpu.Hop) * 1e6 / events);
        to.Cpu.Since(from.Cpu, seconds).AddTo(bed.Measurements, "paced", hop.Name);
        var ages = load.AgesBehind((int)(Lead / Interval));
        Add("age-p50", ages.Percentile(.5));
        Add("age-p99", ages.Percentile(.99));
        Add("age-p99.9", ages.Percentile(.999));
        // Between the first two looks lies one answer of the metrics page: its own cost, which is not the chunks'.
        if (to.Allocated is { } after && from.Allocated is { } before && scrape is { } first)
            Add("allocated", Math.Max(0, after - before - (before - first)) / events);
    }

    async Task<Look> LookAsync(LoadRun load, Hop hop)
    {
        var allocated = await hop.AllocatedAsync(_http);
        return new(bed.Time.GetTimestamp(), load.Events, bed.Cpu(hop), allocated);
    }

    public void Dispose() => _http.Dispose();

    readonly record struct Look(long At, long Events, CpuTimes Cpu, double? Allocated);
}
