using System.Diagnostics;
using System.Text.RegularExpressions;
using Sluice.LabTests.Data;

namespace Sluice.LabTests.Cli;

/// <summary>The GitHub workflows of <c>docs/probe.md</c> and <c>docs/lint/README.md</c> do what they say: their own lines are run, by the shell that would run them.</summary>
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
    public async Task The_lint_step_writes_the_file_that_the_next_step_uploads()
    {
        using var folder = new Checkout();
        var deploy = Directory.CreateDirectory(Path.Combine(folder.Path, "deploy")).FullName;
        var manual = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "lint", "README.md"));
        var step = LintStep().Match(manual).Groups[1].Value;

        await File.WriteAllTextAsync(Path.Combine(deploy, "nginx.conf"), "http { server { location /v1/ { proxy_pass http://vllm:8000; } } }\n");
        Assert.Equal(1, await ShellAsync(folder, step, ""));
        await File.WriteAllTextAsync(Path.Combine(deploy, "nginx.conf"), "http { server { location /v1/ { proxy_pass http://vllm:8000; proxy_buffering off; proxy_read_timeout 1h; } } }\n");
        Assert.Equal(0, await ShellAsync(folder, step, ""));

        var uploaded = Path.Combine(folder.Path, Upload().Match(manual).Groups[1].Value);
        using var sarif = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(uploaded));
        Assert.Equal("2.1.0", sarif.RootElement.GetProperty("version").GetString());
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
        var step = ProbeStep().Match(Documentation).Groups[1].Value;
        Assert.NotEmpty(step);
        for (var attempt = 1; ; attempt++)
        {
            var code = await ShellAsync(folder, step, edge);
            if (code == expected || attempt == 3)
                return code;
        }
    }

    static async Task<int> ShellAsync(Checkout folder, string step, string edge)
    {
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

    [GeneratedRegex("- run: (sluice lint .+)")]
    private static partial Regex LintStep();

    [GeneratedRegex(@"sarif_file: (\S+)")]
    private static partial Regex Upload();

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
