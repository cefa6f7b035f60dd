using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Sluice.Diagnosis.Lint;

namespace Sluice.Tests.Diagnosis.Lint;

/// <summary>
/// The files under <c>tests/lint-samples/PRODUCT/RULE</c>. <c>bad</c> is a file, or a directory of files that belong together. The expected
/// findings are marked in comments (<c>expect: GW1001</c> on the line, <c>expect-next: GW1001</c> on the line above), or listed one per line
/// in <c>bad.expected</c> (rule, line, file) where a format has no comments. <c>options</c> holds command line options for both.
/// </summary>
internal static partial class Samples
{
    public static string Repository { get; } = FindRepository();

    public static string Folder { get; } = Path.Combine(Repository, "tests", "lint-samples");

    /// <summary>Paths of the rule folders, relative to <see cref="Folder"/>.</summary>
    public static IReadOnlyList<string> Rules { get; } =
        [.. Directory.EnumerateDirectories(Folder).SelectMany(Directory.EnumerateDirectories).Where(folder => RuleFolder().IsMatch(folder))
            .Select(folder => Path.GetRelativePath(Folder, folder)).Order(StringComparer.Ordinal)];

    /// <summary>Every sample file that is configuration.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".expected", StringComparison.Ordinal) && !file.EndsWith(".md", StringComparison.Ordinal) && !file.EndsWith(".sh", StringComparison.Ordinal)
                && Path.GetFileName(file) != "options").Order(StringComparer.Ordinal)];

    /// <summary>The bad or the good files of a rule: usually one.</summary>
    public static IReadOnlyList<string> Of(string rule, string kind)
    {
        var folder = Path.Combine(Folder, rule);
        var directory = Path.Combine(folder, kind);
        return Directory.Exists(directory)
            ? [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : [.. Directory.EnumerateFiles(folder, kind + ".*").Where(file => !file.EndsWith(".expected", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    /// <summary>What a run over a rule's files has to find: rule, file and line.</summary>
    public static IEnumerable<string> Expected(string rule, IReadOnlyList<string> files)
    {
        foreach (var file in files)
        {
            var lines = File.ReadAllLines(file);
            for (var i = 0; i < lines.Length; i++)
            {
                foreach (Match match in Expectation().Matches(lines[i]))
                    yield return $"{match.Groups["rule"].Value} {Path.GetFileName(file)}:{i + (match.Groups["next"].Success ? 2 : 1)}";
            }
        }
        var list = Path.Combine(Folder, rule, "bad.expected");
        if (!File.Exists(list))
            yield break;
        foreach (var line in File.ReadAllLines(list).Where(line => line.Length > 0))
        {
            var words = line.Split(' ');
            yield return $"{words[0]} {words[2]}:{words[1]}";
        }
    }

    public static LintOptions Options(string rule)
    {
        var file = Path.Combine(Folder, rule, "options");
        var words = File.Exists(file) ? File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
        return new LintOptions { Heartbeat = After(words, "--heartbeat"), LongestStream = After(words, "--longest-stream") };
    }

    static TimeSpan? After(string[] words, string name) =>
        Array.IndexOf(words, name) is >= 0 and var at && Durations.TryParse(words[at + 1], TimeSpan.FromSeconds(1), out var value) ? value : null;

    static string FindRepository([CallerFilePath] string here = "")
    {
        for (var directory = Path.GetDirectoryName(here); directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Sluice.slnx")))
                return directory;
        }
        throw new InvalidOperationException($"no Sluice.slnx above {here}");
    }

    [GeneratedRegex(@"expect(?<next>-next)?:\s*(?<rule>GW\d{4})")]
    private static partial Regex Expectation();

    [GeneratedRegex(@"GW\d{4}[^/\\]*$")]
    private static partial Regex RuleFolder();
}
