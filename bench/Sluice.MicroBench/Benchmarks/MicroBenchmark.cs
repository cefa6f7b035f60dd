namespace Sluice.MicroBench.Benchmarks;

/// <summary>One small piece of work that is timed and whose allocations are counted.</summary>
/// <param name="Name">Its name here and in <c>bench/allocations.txt</c>.</param>
/// <param name="Start">Prepares it; what it returns does the work once, and disposes of what was prepared.</param>
sealed record MicroBenchmark(string Name, Func<Work> Start)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<MicroBenchmark> All { get; } =
        [.. RelayBenchmarks.All, .. ScannerBenchmarks.All, .. InspectorBenchmarks.All, .. RequestBenchmarks.All, .. UpstreamBenchmarks.All];
}

/// <summary>Prepared work.</summary>
sealed class Work(Action once, IDisposable? prepared = null) : IDisposable
{
    /// <summary>Does it so many times.</summary>
    public void Repeat(int times)
    {
        for (var i = 0; i < times; i++)
            once();
    }

    /// <summary>
    /// Bytes that doing it once allocates, in steady state. It has to run on one thread, which is the one that is asked; a runtime that
    /// compiles meanwhile may add a few bytes to one repetition, never to each.
    /// </summary>
    /// <param name="times">How often it is done, after a tenth of that as warming up.</param>
    public long AllocatedBytes(int times)
    {
        Repeat(Math.Max(1, times / 10));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(times);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / times;
    }

    public void Dispose() => prepared?.Dispose();
}
