using System.Diagnostics;
using System.Text.Json;
using Sluice.IntegrationTests.Harness;

namespace Sluice.IntegrationTests.Bench;

/// <summary><c>bench/compare</c> works from end to end: it measures every row for every hop, small.</summary>
[Collection(Alone.Name)]
public sealed class CompareSmokeTests
{
    [Fact]
    public async Task A_quick_run_fills_every_row_of_the_table_and_draws_the_chart()
    {
        var root = Root();
        var folder = Directory.CreateTempSubdirectory("sluice-compare-").FullName;
        try
        {
            var (json, svg, markdown) = (Path.Combine(folder, "result.json"), Path.Combine(folder, "chart.svg"), Path.Combine(folder, "table.md"));
            await File.WriteAllTextAsync(markdown, "before\n<!-- bench/compare writes from here -->\nold\n<!-- to here -->\nafter\n");
            var start = new ProcessStartInfo("bash", [Path.Combine(root, "bench", "compare"), "--quick", "--built", "--json", json, "--svg", svg, "--markdown", markdown])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var compare = Process.Start(start)!;
            var (output, error) = (compare.StandardOutput.ReadToEndAsync(), compare.StandardError.ReadToEndAsync());
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
            try
            {
                await compare.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                compare.Kill(entireProcessTree: true);
            }

            Assert.True(compare.ExitCode == 0, await error);
            Assert.Contains("Every event of every stream arrived, once, in order.", await output);
            using var result = JsonDocument.Parse(await File.ReadAllTextAsync(json));
            var rows = result.RootElement.GetProperty("rows").EnumerateArray().ToArray();
            Assert.All(rows, row => Assert.True(row.GetProperty("hops").TryGetProperty("sluice", out _), $"no value for sluice in row {row.GetProperty("id")}"));
            Assert.Equal(0, rows.Single(row => row.GetProperty("id").GetString() == "open-lost").GetProperty("hops").GetProperty("sluice").GetProperty("median").GetDouble());
            Assert.Contains("nginx", await File.ReadAllTextAsync(svg));
            var table = await File.ReadAllTextAsync(markdown);
            Assert.StartsWith("before\n", table);
            Assert.EndsWith("after\n", table);
            Assert.DoesNotContain("old", table);
            Assert.Contains("| CPU per chunk", table);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sluice.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the checkout's root was not found");
    }
}
