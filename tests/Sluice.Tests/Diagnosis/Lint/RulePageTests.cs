using Sluice.Diagnosis.Lint;
using Sluice.Diagnosis.Lint.Output;

namespace Sluice.Tests.Diagnosis.Lint;

/// <summary>The pages under <c>docs/lint</c> say what the rules say. With <c>SLUICE_GOLDEN_ACCEPT=1</c> they are written anew.</summary>
public sealed class RulePageTests
{
    const string Begin = "<!-- rules -->\n";
    const string End = "<!-- /rules -->";

    static readonly bool Accepting = Environment.GetEnvironmentVariable("SLUICE_GOLDEN_ACCEPT") == "1";
    static readonly string Folder = Path.Combine(Samples.Repository, "docs", "lint");
    static readonly string Index = Path.Combine(Folder, "README.md");

    public static TheoryData<string> Rules => new(RuleCatalog.All.Select(rule => rule.Info.Id));

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_page_of_a_rule_says_what_the_rule_says(string id) =>
        Compare(Path.Combine(Folder, id + ".md"), _ => RulePage.Render(RuleCatalog.Find(id)!.Info));

    [Fact]
    public void The_index_lists_every_rule() => Compare(Index, page =>
    {
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= 0 && end > begin, $"{Index} has no place for the rules: a line {Begin.Trim()} and, further down, a line {End}");
        return page[..(begin + Begin.Length)] + RulePage.Index(RuleCatalog.All.Select(rule => rule.Info)) + page[end..];
    });

    [Fact]
    public void No_page_is_left_of_a_rule_that_is_gone()
    {
        var gone = Directory.EnumerateFiles(Folder, "GW*.md").Where(page => RuleCatalog.Find(Path.GetFileNameWithoutExtension(page)) is null).ToList();
        if (Accepting)
            gone.ForEach(File.Delete);
        else
            Assert.Equal([], gone.Select(Path.GetFileName));
    }

    static void Compare(string path, Func<string, string> render)
    {
        var found = File.Exists(path) ? File.ReadAllText(path) : "";
        var expected = render(found);
        if (found == expected)
            return;
        if (!Accepting)
            Assert.Fail($"{Path.GetRelativePath(Samples.Repository, path)} is {(found.Length == 0 ? "missing" : "out of date")}: run SLUICE_GOLDEN_ACCEPT=1 ./test FullyQualifiedName~RulePageTests and look at the difference");
        File.WriteAllText(path, expected);
    }
}
