using Sluice.MicroBench.Benchmarks;

namespace Sluice.Tests.Allocations;

/// <summary>Runs beside no other test: pools that several threads share give and take what this counts.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationCollection;

/// <summary>Performance that is asserted: what runs for each chunk, event or request allocates no more than <c>bench/allocations.txt</c> says.</summary>
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    static readonly string File = AllocationFile.Find(AppContext.BaseDirectory);

    public static TheoryData<string> Names { get; } = [.. MicroBenchmark.All.Select(benchmark => benchmark.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task It_allocates_no_more_than_the_file_allows(string name)
    {
        var allowed = AllocationFile.Read(File);
        Assert.True(allowed.ContainsKey(name), $"{name} is not in {File}; add it with: dotnet run --project bench/Sluice.MicroBench -c Release -- --accept");

        // Away from the test framework's context, in which a relay would go on elsewhere. What allocates does so in every run; the runtime's own
        // background work (tiered compilation, a pool that is trimmed) does so in one and not in the next.
        var bytes = long.MaxValue;
        for (var run = 0; run < 5 && bytes > allowed[name]; run++)
            bytes = Math.Min(bytes, await Task.Run(() => BytesOf(name)));

        Assert.True(bytes <= allowed[name], $"{name} allocates {bytes} bytes each time, {allowed[name]} are allowed. Where that is worth it: dotnet run --project bench/Sluice.MicroBench -c Release -- --accept");
    }

    [Fact]
    public void What_runs_for_each_chunk_and_event_is_not_allowed_to_allocate_at_all()
    {
        var each = AllocationFile.Read(File).Where(line => !line.Key.StartsWith("request/", StringComparison.Ordinal)).ToArray();

        Assert.True(each.Length > 10);
        Assert.All(each, line => Assert.Equal(0, line.Value));
    }

    [Fact]
    public void The_file_names_no_benchmark_that_is_gone() =>
        Assert.Empty(AllocationFile.Read(File).Keys.Except(MicroBenchmark.All.Select(benchmark => benchmark.Name)));

    [Fact]
    public void An_allocation_is_seen()
    {
        object? kept = null;
        using var work = new Work(() => kept = new byte[100]);

        Assert.True(work.AllocatedBytes(1000) >= 100);
        Assert.NotNull(kept);
    }

    static long BytesOf(string name)
    {
        using var work = MicroBenchmark.All.Single(benchmark => benchmark.Name == name).Start();
        return work.AllocatedBytes(name.StartsWith("relay/", StringComparison.Ordinal) ? 20_000 : 5_000);
    }
}
