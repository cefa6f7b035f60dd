using Sluice.Diagnosis.Lint;
using Sluice.LabTests.Data;
using Sluice.LabTests.Running;

namespace Sluice.LabTests;

/// <summary>Lint over the very files that the probe was tried against: what holds a stream there must be found in the file, and nothing else.</summary>
public sealed class LintTests
{
    static readonly string[] Known = ["nginx", "haproxy", "apache", "caddy", "varnish", "sluice"];

    /// <summary>Configuration files, each by its set-up and name. A product that lint does not know has none.</summary>
    public static TheoryData<string, string> Files { get; } = ReadFiles();

    [Theory, MemberData(nameof(Files))]
    public void Lint_finds_in_a_file_of_the_lab_exactly_what_is_wrong_with_it(string name, string file)
    {
        var setup = LabSetup.All.Single(s => s.Name == name);
        using var certificate = new LabCertificate();
        var folder = Directory.CreateTempSubdirectory("sluice-lab-lint-").FullName;
        try
        {
            var path = Path.Combine(folder, file);
            File.WriteAllText(path, new Placeholders(folder, 8080, 9000, certificate).Fill(File.ReadAllText(Path.Combine(setup.Folder, file))));

            var report = new Linter(new LintOptions { Heartbeat = setup.LintHeartbeat }, new DiskFiles()).Run([path]);

            Assert.Empty(report.Failures);
            Assert.Equal(
                setup.Lint![file].Order(StringComparer.Ordinal),
                report.Findings.Select(f => f.Rule.Id).Distinct().Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_lint_must_find_is_what_the_probe_must_find()
    {
        // A file is flagged where its hop is to blame, and only there.
        var differ = LabSetup.All.Where(s => s.LintNote is null).SelectMany(s => s.Tiers
            .Where(t => s.Lint?.ContainsKey(t.Config) is true)
            .Where(t => s.Lint![t.Config].Count > 0 != s.IsToBlame(t))
            .Select(t => $"{s.Name}/{t.Config}"));
        Assert.Empty(differ);
    }

    [Fact]
    public void Every_file_of_a_product_that_lint_knows_says_what_lint_must_find() =>
        Assert.Empty(LabSetup.All.SelectMany(s => s.Tiers.Where(t => Known.Contains(t.Product) && s.Lint?.ContainsKey(t.Config) is not true).Select(t => $"{s.Name}/{t.Config}")));

    static TheoryData<string, string> ReadFiles()
    {
        var data = new TheoryData<string, string>();
        foreach (var setup in LabSetup.All)
        {
            foreach (var file in setup.Lint?.Keys ?? [])
                data.Add(setup.Name, file);
        }

        return data;
    }
}
