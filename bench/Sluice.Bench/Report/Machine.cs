using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Sluice.Bench.Hops;

namespace Sluice.Bench.Report;

/// <summary>What the numbers were measured on, and with.</summary>
sealed partial record Machine(
    string Date, int Cores, string Processor, string Kernel, string Runtime, string Sluice, string Nginx, string HAProxy, int Rounds, bool Quick, string OpenFiles)
{
    /// <summary>Asks the machine.</summary>
    public static async Task<Machine> ReadAsync(Options options, IReadOnlyList<Hop> hops, TimeProvider time) => new(
        time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Environment.ProcessorCount,
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "unknown",
        "Linux " + File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        RuntimeInformation.FrameworkDescription,
        Environment.GetEnvironmentVariable("SLUICE_COMMIT") ?? "unknown",
        hops.Any(hop => hop.Name == "nginx") ? Version(await SaidAsync("nginx", "-v")) : "not measured",
        hops.Any(hop => hop.Name == "haproxy") ? Version(await SaidAsync("haproxy", "-v")) : "not measured",
        options.Rounds,
        options.Quick,
        File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]);

    static string Version(string said) => VersionNumber().Match(said) is { Success: true } match ? match.Value : said.Trim();

    static async Task<string> SaidAsync(string program, string argument)
    {
        using var process = Process.Start(new ProcessStartInfo(program, argument) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return await output + await error;
    }

    [GeneratedRegex(@"\d+\.\d+\.\d+")]
    private static partial Regex VersionNumber();
}
