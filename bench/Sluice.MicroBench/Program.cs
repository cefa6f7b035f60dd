using System.Globalization;
using Sluice.MicroBench.Benchmarks;

// Sluice.MicroBench [--accept] [PART-OF-A-NAME]: times every benchmark, counts its allocations, and says where it allocates more than bench/allocations.txt allows.
const int Samples = 15;
var time = TimeProvider.System;
var accepts = args.Contains("--accept");
var part = args.FirstOrDefault(argument => !argument.StartsWith('-')) ?? "";
if (accepts && part.Length > 0)
{
    Console.Error.WriteLine($"Sluice.MicroBench: found --accept together with '{part}', expected one of them: the file is written whole");
    return 2;
}

var file = AllocationFile.Find(AppContext.BaseDirectory);
var allowed = File.Exists(file) ? AllocationFile.Read(file) : new Dictionary<string, long>();
var measured = new List<(string Name, long Bytes)>();
var grown = 0;
Console.WriteLine($"{"",-58}{"median",12}{"smallest",12}{"largest",12}{"allocated",12}");
foreach (var benchmark in MicroBenchmark.All.Where(b => b.Name.Contains(part, StringComparison.Ordinal)))
{
    using var work = benchmark.Start();
    var times = Calibrate(work);
    var spans = Enumerable.Range(0, Samples).Select(_ => Nanoseconds(work, times)).Order().ToArray();
    var bytes = work.AllocatedBytes(Math.Clamp(times, 1000, 20_000));
    measured.Add((benchmark.Name, bytes));
    var more = bytes > allowed.GetValueOrDefault(benchmark.Name, long.MaxValue);
    grown += more ? 1 : 0;
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{benchmark.Name,-58}{spans[Samples / 2],9:0.0} ns{spans[0],9:0.0} ns{spans[^1],9:0.0} ns{bytes,10} B{(more ? $"  GREW from {allowed[benchmark.Name]} B" : "")}"));
}

if (accepts)
{
    AllocationFile.Write(file, measured);
    Console.WriteLine($"written: {file}");
    return 0;
}

return grown > 0 ? 1 : 0;

// As many as take 20 ms, once compiled code has settled.
int Calibrate(Work work)
{
    for (var warm = time.GetTimestamp(); time.GetElapsedTime(warm) < TimeSpan.FromMilliseconds(600);)
        work.Repeat(100);
    var times = 100;
    while (Nanoseconds(work, times) * times < 20e6)
        times *= 2;
    return times;
}

double Nanoseconds(Work work, int times)
{
    var start = time.GetTimestamp();
    work.Repeat(times);
    return time.GetElapsedTime(start).TotalNanoseconds / times;
}
