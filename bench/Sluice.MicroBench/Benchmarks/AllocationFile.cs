using System.Globalization;

namespace Sluice.MicroBench.Benchmarks;

/// <summary><c>bench/allocations.txt</c>: what each benchmark may allocate, in bytes for each time. A test fails where one allocates more.</summary>
static class AllocationFile
{
    const string Head = """
        # Bytes allocated by each micro-benchmark, each time, in steady state. A test fails where one allocates more than stands here.
        # After a change that is worth it: dotnet run --project bench/Sluice.MicroBench -c Release -- --accept

        """;

    /// <summary>Where it is, seen from a folder of the checkout.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static string Find(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "bench", "allocations.txt");
            if (File.Exists(Path.Combine(folder.FullName, "Sluice.slnx")))
                return file;
        }

        throw new FileNotFoundException($"found no checkout above {from}, expected the folder with Sluice.slnx");
    }

    /// <summary>Reads it.</summary>
    public static IReadOnlyDictionary<string, long> Read(string file) => File.ReadLines(file)
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(parts => parts[0], parts => long.Parse(parts[1], CultureInfo.InvariantCulture));

    /// <summary>Writes it.</summary>
    public static void Write(string file, IEnumerable<(string Name, long Bytes)> allocations) =>
        File.WriteAllText(file, Head + string.Concat(allocations.OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Name} {a.Bytes}\n"))));
}
