using System.Text.RegularExpressions;

namespace Sluice.Tests.Docs;

/// <summary>The Markdown files of this checkout.</summary>
internal static partial class Documents
{
    static readonly string[] NotOurs = ["node_modules", "bin", "obj", ".git"];

    /// <summary>The folder that holds README.md.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(GoldenFolder.Path, "..", ".."));

    /// <summary>Paths from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Directory
        .EnumerateFiles(Root, "*.md", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => !file.Split('/').Intersect(NotOurs).Any())
        .Order(StringComparer.Ordinal)];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>The text without its code blocks, in which brackets are not links.</summary>
    public static string WithoutBlocks(string file) => Fence().Replace(Read(file), "");

    /// <summary>The code blocks of a language, each with the line on which it begins.</summary>
    public static IEnumerable<(int Line, string Text)> Blocks(string file, string language)
    {
        var text = Read(file);
        return Fence().Matches(text).Where(m => m.Groups["language"].Value == language)
            .Select(m => (text.AsSpan(0, m.Index).Count('\n') + 1, m.Groups["body"].Value));
    }

    [GeneratedRegex(@"^```(?<language>[^\n]*)\n(?<body>.*?)^```\s*?$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
