using System.Text.RegularExpressions;

namespace Sluice.Tests.Docs;

/// <summary>Every link in a document leads somewhere.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Files { get; } = [.. Documents.All];

    [Theory, MemberData(nameof(Files))]
    public void Every_relative_link_leads_to_a_file_and_a_heading_that_exist(string file)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Documents.Root, file))!;
        var broken = new List<string>();

        foreach (var target in Link().Matches(Documents.WithoutBlocks(file)).Select(m => m.Groups[1].Value).Where(t => !External().IsMatch(t)))
        {
            var (path, heading) = target.Split('#') is [var before, var after] ? (before, after) : (target, null);
            var full = path.Length == 0 ? Path.Combine(Documents.Root, file) : Path.GetFullPath(Path.Combine(folder, path));
            if (!File.Exists(full) && !Directory.Exists(full))
                broken.Add($"{target}: there is no {Path.GetRelativePath(Documents.Root, full)}");
            else if (heading is not null && !Headings(full).Contains(heading))
                broken.Add($"{target}: that file has no such heading");
        }

        Assert.True(broken.Count == 0, $"{file}:\n{string.Join('\n', broken)}");
    }

    [Fact]
    public void The_documents_that_everybody_looks_for_exist() =>
        Assert.Empty(new[] { "README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/architecture.md" }.Except(Documents.All));

    /// <summary>A heading's name in a link, as the usual renderers make it.</summary>
    static IEnumerable<string> Headings(string file) => Heading().Matches(File.ReadAllText(file))
        .Select(m => NotInName().Replace(m.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^[a-z]+:")]
    private static partial Regex External();

    [GeneratedRegex(@"^#{1,6} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInName();
}
