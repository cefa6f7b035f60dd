using System.Text.Json;

namespace Sluice.LabTests.Data;

/// <summary>How a product is started: an entry of <c>tests/lab/products.json</c>.</summary>
/// <param name="Name">What its makers call it.</param>
/// <param name="Program">The executable.</param>
/// <param name="Arguments">Its arguments, in which placeholders stand for the configuration and the like.</param>
/// <param name="Version">Arguments that make it print its version.</param>
internal sealed record LabProduct(string Name, string Program, IReadOnlyList<string> Arguments, IReadOnlyList<string> Version)
{
    /// <summary>All products, by the names that set-ups use.</summary>
    public static IReadOnlyDictionary<string, LabProduct> All { get; } =
        JsonSerializer.Deserialize<Dictionary<string, LabProduct>>(File.ReadAllText(Path.Combine(Repository.Lab, "products.json")), LabSetup.Json)!;

    /// <summary>Where the program is; administrators' programs are found by everybody.</summary>
    /// <exception cref="FileNotFoundException">It is not installed.</exception>
    public string Find()
    {
        var folders = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, Program)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"{Program} is not installed: tests/lab/packages.txt names its package, and ./test installs it");
    }
}
