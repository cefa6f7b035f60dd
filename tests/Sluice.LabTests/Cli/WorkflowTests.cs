using System.Diagnostics;
using System.Text.RegularExpressions;
using Sluice.LabTests.Data;

namespace Sluice.LabTests.Cli;

/// <summary>The GitHub workflow of <c>docs/probe.md</c> does what it says: its own lines are run, by the shell that would run them.</summary>
public sealed partial class WorkflowTests(OriginFixture origin) : IClassFixture<OriginFixture>
{
    static readonly string Documentation = File.ReadAllText(Path.Combine(Repository.Root, "docs", "probe.md"));

    [Fact]
    public async Task Its_probe_passes_on_a_stream_that_flows_and_leaves_both_reports()
    {
        using var folder = new Checkout();
        Assert.Equal(0, await RunAsync(folder, origin.Url(), expected: 0));
        Assert.Contains("\"kind\": \"streams\"", await File.ReadAllTextAsync(Path.Combine(folder.Path, "report.json")), StringComparison.Ordinal);
        Assert.Contains("<svg", await File.ReadAllTextAsync(Path.Combine(folder.Path, "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_probe_fails_on_a_stream_that_is_held()
    {
        using var folder = new Checkout();
        Assert.Equal(1, await RunAsync(folder, origin.Url("compress=gzip&flush=off"), expected: 1));
    }

    [Fact]
    public void It_builds_a_project_that_exists()
    {
        var project = Publish().Match(Documentation).Groups[1].Value;
        Assert.True(Directory.Exists(Path.Combine(Repository.Root, project)), $"'{project}' is no folder of this repository");
    }

    /// <summary>The step's exit code; a machine that stalls for a second must not fail it, so it is run three times at most.</summary>
    static async Task<int> RunAsync(Checkout folder, string edge, int expected)
    {
        for (var attempt = 1; ; attempt++)
        {
            var code = await RunAsync(folder, edge);
            if (code == expected || attempt == 3)
                return code;
        }
    }

    static async Task<int> RunAsync(Checkout folder, string edge)
    {
        var step = ProbeStep().Match(Documentation).Groups[1].Value;
        Assert.NotEmpty(step);
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step]) { WorkingDirectory = folder.Path, RedirectStandardError = true };
        start.Environment["EDGE"] = edge;
        start.Environment["PATH"] = $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        _ = await errors;
        return process.ExitCode;
    }

    [GeneratedRegex("- run: (sluice probe .+)")]
    private static partial Regex ProbeStep();

    [GeneratedRegex(@"- run: dotnet publish (\S+) -c Release")]
    private static partial Regex Publish();

    /// <summary>A folder with the command that the step before has built.</summary>
    sealed class Checkout : IDisposable
    {
        public Checkout()
        {
            var command = System.IO.Path.Combine(Path, "sluice");
            File.WriteAllText(command, $"#!/bin/sh\nexec dotnet '{System.IO.Path.Combine(AppContext.BaseDirectory, "sluice.dll")}' \"$@\"\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(command, (UnixFileMode)0b111_101_101);
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("sluice-workflow-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
