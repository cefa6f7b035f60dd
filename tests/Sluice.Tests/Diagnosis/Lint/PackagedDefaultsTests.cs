using Sluice.Diagnosis.Lint;

namespace Sluice.Tests.Diagnosis.Lint;

/// <summary>What Debian installs carries no stream yet: the linter says of it only what is true.</summary>
public sealed class PackagedDefaultsTests
{
    [Theory]
    [InlineData("apache", "/etc/apache2", "apache2.conf")]
    [InlineData("caddy", "/etc/caddy", "Caddyfile")]
    [InlineData("haproxy", "/etc/haproxy", "haproxy.cfg")]
    [InlineData("nginx", "/etc/nginx", "nginx.conf")]
    [InlineData("varnish", "/usr/share/doc/varnish", "builtin.vcl")]
    public void A_packaged_default_yields_no_finding(string product, string root, string main)
    {
        var report = Lint(product, root, main);
        Assert.Equal(product, Assert.Single(report.Files).Product.Name());
        Assert.Empty(Found(report));
    }

    [Fact]
    public void Of_the_packaged_Varnish_only_its_two_timers_of_60_seconds_are_told()
    {
        var report = Lint("varnish", "/etc/varnish", "default.vcl");
        Assert.Equal(["Info GW1405 default.vcl:16", "Info GW1406 default.vcl:16"], Found(report));
    }

    [Fact]
    public void The_packaged_httpd_has_been_read_with_its_includes()
    {
        var files = Packaged("apache", "/etc/apache2");
        files.Add("/etc/apache2/sites-enabled/llm.conf", "<VirtualHost *:80>\nProxyPass /v1/ fcgi://127.0.0.1:9000/\n</VirtualHost>\n");
        var report = new Linter(new LintOptions { Heartbeat = TimeSpan.FromMinutes(4) }, files).Run(["/etc/apache2/apache2.conf"]);

        // Timeout 300 stands in apache2.conf, the route in the included site.
        Assert.Equal(["Error GW1301 llm.conf:2", "Warning GW1305 apache2.conf:92"], Found(report).Order(StringComparer.Ordinal));
    }

    static LintReport Lint(string product, string root, string main)
    {
        var report = new Linter(new LintOptions(), Packaged(product, root)).Run([$"{root}/{main}"]);
        Assert.Empty(report.Failures);
        return report;
    }

    static IEnumerable<string> Found(LintReport report) =>
        report.Findings.Select(finding => $"{finding.Severity} {finding.Rule.Id} {Path.GetFileName(finding.Span.Source.Path)}:{finding.Span.Line}");

    /// <summary>The files where the package puts them, with everything enabled that it makes available.</summary>
    static MemoryFiles Packaged(string product, string root)
    {
        var files = new MemoryFiles();
        var folder = Path.Combine(Samples.Folder, "packaged", product);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            files.Add($"{root}/{Path.GetRelativePath(folder, file).Replace("-available", "-enabled", StringComparison.Ordinal)}", File.ReadAllBytes(file));
        return files;
    }
}
