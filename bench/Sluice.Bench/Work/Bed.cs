using Sluice.Bench.Hops;
using Sluice.Bench.Report;
using Sluice.Testing.Load;

namespace Sluice.Bench.Work;

/// <summary>What every work needs: the hops, the upstream's process, where values go, and what counts as broken.</summary>
sealed class Bed(IReadOnlyList<Hop> hops, HopProcess upstream, Measurements measurements, Sizes sizes, TimeProvider time)
{
    public IReadOnlyList<Hop> Hops => hops;

    public Measurements Measurements => measurements;

    public Sizes Sizes => sizes;

    public TimeProvider Time => time;

    /// <summary>CPU seconds so far; the load generator is this process.</summary>
    public CpuTimes Cpu(Hop hop) => new(hop.Cpu, HopProcess.CpuOf(Environment.ProcessId), upstream.Cpu, CpuTimes.Machine());

    /// <summary>A load of small streams.</summary>
    public LoadRun Load(Hop hop) => new(hop.Target, time);

    /// <summary>
    /// Gives each process that was started since the last time some seconds of work: code that has only just been compiled is slower, and
    /// what users run has been running.
    /// </summary>
    public async Task WarmAsync()
    {
        foreach (var hop in hops.Where(hop => !hop.Warm))
        {
            Console.Error.WriteLine($"warming up {hop.Name}");
            await WorkAsync(hop);
            hop.Warm = true;
        }
    }

    /// <summary>Some seconds of work that nobody measures.</summary>
    public async Task WorkAsync(Hop hop)
    {
        using (var streams = Load(hop))
            Check(hop, "warming up", await streams.RunAsync(50, LoadPlan.Instant(33).ToString(), 33, sizes.Warmth));
        await ChunksAsync(hop, TimeSpan.FromMilliseconds(500));
    }

    /// <summary>Chunks at a steady pace on 50 streams, which nobody measures.</summary>
    public async Task ChunksAsync(Hop hop, TimeSpan span)
    {
        var interval = TimeSpan.FromMilliseconds(5);
        var count = (int)(span / interval);
        using var chunks = Load(hop);
        Check(hop, "warming up", await chunks.RunAsync(50, LoadPlan.Paced(interval, count).ToString(), count, TimeSpan.Zero));
    }

    /// <summary>A number is worth nothing where streams were broken.</summary>
    /// <exception cref="BrokenStreamException">A stream was.</exception>
    public static void Check(Hop hop, string work, LoadResult result)
    {
        if (result.Faults.Count > 0)
            throw new BrokenStreamException($"{work} through {hop.Name}: {result.Faults.Count} of {result.Streams} streams were broken: {string.Join("; ", result.Faults.Distinct().Take(3))}");
    }
}

/// <summary>A hop lost, doubled or disordered events, or did not answer: there is nothing to compare.</summary>
sealed class BrokenStreamException(string message) : Exception(message);

/// <summary>How much of everything.</summary>
/// <param name="Span">How long saturation and the measured window of paced streams take.</param>
/// <param name="Clients">Paced streams at once.</param>
/// <param name="Few">Open streams at the first look at memory.</param>
/// <param name="Many">Open streams at the second.</param>
/// <param name="Beats">Events of each open stream after the release.</param>
/// <param name="Singles">Streams one after the other.</param>
/// <param name="Cancels">Streams cancelled.</param>
/// <param name="Warmth">How long a process that was just started is warmed up.</param>
/// <param name="Settle">How long memory is left alone before it is looked at.</param>
sealed record Sizes(TimeSpan Span, int Clients, int Few, int Many, int Beats, int Singles, int Cancels, TimeSpan Warmth, TimeSpan Settle)
{
    public static readonly Sizes Full = new(TimeSpan.FromSeconds(4), 200, 1000, 9000, 6, 4000, 300, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(2));

    public static readonly Sizes Quick = new(TimeSpan.FromSeconds(0.7), 100, 50, 300, 1, 200, 20, TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(0.3));
}
