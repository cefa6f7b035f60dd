using System.Diagnostics;
using Sluice.Diagnosis.Lint;

namespace Sluice.LabTests;

/// <summary>
/// The configuration that Debian's packages have put on this very machine, with everything that it includes: lint says of it only what is
/// true. Files that somebody has changed since are read, not judged.
/// </summary>
public sealed class InstalledDefaultsTests
{
    [Theory]
    [InlineData("/etc/nginx/nginx.conf")]
    [InlineData("/etc/apache2/apache2.conf")]
    [InlineData("/etc/caddy/Caddyfile")]
    [InlineData("/etc/haproxy/haproxy.cfg")]
    [InlineData("/etc/varnish/default.vcl", "GW1405", "GW1406")]
    public async Task Of_what_a_package_installs_only_the_truth_is_told(string main, params string[] expected)
    {
        var package = (await RunAsync("dpkg-query", "-S", main)).Split(':')[0];
        var owned = (await RunAsync("dpkg-query", "-L", package)).Split('\n').ToHashSet(StringComparer.Ordinal);
        var changed = await RunAsync("dpkg", "--verify", package);

        var report = new Linter(new LintOptions(), new DiskFiles()).Run([main]);

        Assert.Empty(report.Failures);
        Assert.Contains(main, owned);
        var told = report.Findings.Where(f => IsPackaged(f.Span.Source.Path)).Select(f => $"{f.Rule.Id}{(f.Severity == Severity.Info ? "" : $" {f.Severity} {f.Message}")}");
        Assert.Equal(IsPackaged(main) ? expected : [], told.Order(StringComparer.Ordinal));

        bool IsPackaged(string path)
        {
            var real = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            return owned.Contains(real) && !changed.Contains($" {real}\n", StringComparison.Ordinal);
        }
    }

    static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
