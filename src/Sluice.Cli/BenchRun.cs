using Sluice.Testing.Load;

namespace Sluice.Cli;

/// <summary>How far a measurement is.</summary>
readonly record struct BenchProgress(string Doing, int Done, int Of);

/// <summary>What a measurement found.</summary>
/// <param name="Target">The gateway.</param>
/// <param name="Direct">What is behind it.</param>
/// <param name="Rounds">Rounds.</param>
/// <param name="Clients">Streams at once.</param>
/// <param name="Rows">The measured rows.</param>
/// <param name="Faults">What was wrong with streams.</param>
sealed record BenchOutcome(Uri Target, Uri Direct, int Rounds, int Clients, IReadOnlyList<BenchRow> Rows, IReadOnlyList<string> Faults);

/// <summary>Measures both paths in turn, round after round, so that what disturbs the machine disturbs both.</summary>
sealed class BenchRun(BenchBed bed, BenchSettings settings, TimeProvider time, Action<BenchProgress> say)
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    const int Burst = 33;

    readonly BenchRows _rows = new();
    readonly List<string> _faults = [];
    int _done;

    BenchArguments Asked => settings.Asked;

    /// <summary>Runs.</summary>
    public async Task<BenchOutcome> RunAsync(CancellationToken cancellationToken)
    {
        (string Name, LoadTarget Path)[] paths = [("direct", bed.Direct), ("gateway", bed.Target)];
        (string Name, Func<string, LoadTarget, Task> Run)[] works = bed.Stamped
            ? [("one stream at a time", SinglesAsync), ($"{Asked.Clients} streams with an event every 20 ms", PacedAsync), ($"{Asked.Clients} clients without a pause", BurstAsync), ("resets", CancelAsync)]
            : [("one stream at a time", SinglesAsync), ($"{Asked.Clients} clients without a pause", BurstAsync)];
        if (bed.Stamped)
        {
            foreach (var (name, path) in paths)
            {
                say(new($"warming up: {name}", 0, 1));
                using var load = new LoadRun(path, time);
                Check(name, await load.RunAsync(Asked.Clients, LoadPlan.Whole(Burst).ToString(), Burst, settings.Duration / 2));
            }
        }

        for (var round = 1; round <= Asked.Rounds; round++)
        {
            foreach (var (work, run) in works)
            {
                foreach (var (name, path) in paths)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    say(new($"round {round} of {Asked.Rounds}: {name}, {work}", _done++, Asked.Rounds * works.Length * paths.Length));
                    await run(name, path);
                }
            }
        }

        return new(bed.Target.Url, bed.Direct.Url, Asked.Rounds, Asked.Clients, _rows.All, [.. _faults.Distinct()]);
    }

    async Task SinglesAsync(string name, LoadTarget path)
    {
        using var load = new LoadRun(path, time);
        var result = bed.Stamped
            ? await load.SinglesAsync(settings.Singles, LoadPlan.Whole(1).ToString(), 1)
            : await load.SinglesAsync(settings.Singles, Asked.Message, -1);
        Check(name, result);
        _rows.Add(BenchRows.FirstByte50, name, result.FirstByte.Percentile(.5));
        _rows.Add(BenchRows.FirstByte99, name, result.FirstByte.Percentile(.99));
        if (bed.Stamped)
            return;
        _rows.Add(BenchRows.FirstEvent50, name, result.FirstEvent.Percentile(.5));
        Gaps(name, result);
    }

    async Task PacedAsync(string name, LoadTarget path)
    {
        using var load = new LoadRun(path, time) { Patience = settings.Duration + TimeSpan.FromSeconds(30) };
        var count = Math.Max(2, (int)(settings.Duration / Interval));
        var result = await load.RunAsync(Asked.Clients, LoadPlan.Paced(Interval, count).ToString(), count, TimeSpan.Zero);
        Check(name, result);
        _rows.Add(BenchRows.Age50, name, result.Ages.Percentile(.5));
        _rows.Add(BenchRows.Age99, name, result.Ages.Percentile(.99));
        _rows.Add(BenchRows.AgeMax, name, result.Ages.Max);
        Gaps(name, result);
    }

    async Task BurstAsync(string name, LoadTarget path)
    {
        using var load = new LoadRun(path, time);
        var result = bed.Stamped
            ? await load.RunAsync(Asked.Clients, LoadPlan.Whole(Burst).ToString(), Burst, settings.Duration)
            : await load.RunAsync(Asked.Clients, Asked.Message, -1, settings.Duration);
        Check(name, result);
        _rows.Add(BenchRows.Streams, name, result.StreamsPerSecond);
        _rows.Add(BenchRows.LoadedFirstByte50, name, result.FirstByte.Percentile(.5));
        _rows.Add(BenchRows.LoadedFirstByte99, name, result.FirstByte.Percentile(.99));
    }

    async Task CancelAsync(string name, LoadTarget path)
    {
        var (noticed, missed) = await new LoadCancel(path, bed.Direct, time).RunAsync(Asked.Cancels);
        _rows.Add(BenchRows.Cancel50, name, noticed.Percentile(.5));
        _rows.Add(BenchRows.Cancel99, name, noticed.Percentile(.99));
        _rows.Add(BenchRows.Missed, name, missed);
    }

    void Gaps(string name, LoadResult result)
    {
        _rows.Add(BenchRows.Gap50, name, result.Gaps.Percentile(.5));
        _rows.Add(BenchRows.Gap99, name, result.Gaps.Percentile(.99));
        _rows.Add(BenchRows.GapMax, name, result.Gaps.Max);
    }

    void Check(string name, LoadResult result) => _faults.AddRange(result.Faults.Select(fault => $"{name}: {fault}"));
}
