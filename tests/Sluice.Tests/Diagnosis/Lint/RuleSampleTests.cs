using Sluice.Diagnosis.Lint;

namespace Sluice.Tests.Diagnosis.Lint;

/// <summary>Every rule finds its bad file, at the marked line and nothing else, and is silent on its good file.</summary>
public sealed class RuleSampleTests
{
    public static TheoryData<string> Rules => new(Samples.Rules);

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_bad_sample_yields_the_marked_findings_and_no_other(string rule)
    {
        var files = Samples.Of(rule, "bad");
        Assert.NotEmpty(files);
        var report = new Linter(Samples.Options(rule), new DiskFiles()).Run(files);

        Assert.Empty(report.Failures);
        Assert.Equal(Samples.Expected(rule, files).Order(StringComparer.Ordinal), Found(report));
        Assert.Contains(report.Findings, finding => Path.GetFileName(rule).StartsWith(finding.Rule.Id, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_good_sample_yields_no_finding(string rule)
    {
        var files = Samples.Of(rule, "good");
        Assert.NotEmpty(files);
        var report = new Linter(Samples.Options(rule), new DiskFiles()).Run(files);

        Assert.Empty(report.Failures);
        Assert.Empty(report.Findings.Select(finding => $"{finding.Rule.Id} {Path.GetFileName(finding.Span.Source.Path)}:{finding.Span.Line} {finding.Message}"));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_sample_is_recognised_as_its_product(string rule)
    {
        var product = rule.Split(Path.DirectorySeparatorChar)[0];
        var report = new Linter(Samples.Options(rule), new DiskFiles()).Run([.. Samples.Of(rule, "bad"), .. Samples.Of(rule, "good")]);

        if (product != "path")
            Assert.All(report.Files, file => Assert.Equal(product, file.Product.Name()));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_fix_of_a_mechanical_finding_removes_it_and_touches_nothing_else(string rule)
    {
        var files = Samples.Of(rule, "bad");
        var before = new Linter(Samples.Options(rule), new DiskFiles()).Run(files);
        var fixable = before.Findings.Where(finding => finding.Edits.Count > 0).ToList();
        var memory = new MemoryFiles();
        foreach (var file in before.Files.Select(file => file.Source))
            memory.Add(file.Path, global::Sluice.Diagnosis.Lint.Output.Patch.Of(file, before).Content);

        var after = new Linter(Samples.Options(rule), memory).Run(files);

        Assert.All(fixable, fixedOne => Assert.DoesNotContain(after.Findings, finding => finding.Rule.Id == fixedOne.Rule.Id && finding.Routes.Intersect(fixedOne.Routes).Any()));
        Assert.Empty(after.Findings.Select(finding => finding.Rule.Id).Except(before.Findings.Select(finding => finding.Rule.Id)));
    }

    [Fact]
    public void Every_rule_has_samples()
    {
        var sampled = Samples.Rules.Select(rule => Path.GetFileName(rule)![..6]).ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], RuleCatalog.All.Select(rule => rule.Info.Id).Except(sampled));
    }

    static IEnumerable<string> Found(LintReport report) =>
        report.Findings.Select(finding => $"{finding.Rule.Id} {Path.GetFileName(finding.Span.Source.Path)}:{finding.Span.Line}").Order(StringComparer.Ordinal);
}
