using System.Diagnostics;
using System.Text.RegularExpressions;
using Sluice.LabTests.Data;

namespace Sluice.LabTests.Reporting;

/// <summary><c>docs/diagnosis.md</c>, whose part between two marks is written by the lab.</summary>
internal static partial class LabDocument
{
    const string Begin = "<!-- written by the lab: SLUICE_LAB_ACCEPT=1 ./test FullyQualifiedName~LabTests -->";
    const string End = "<!-- end of what the lab writes -->";

    static readonly string File = Path.Combine(Repository.Root, "docs", "diagnosis.md");

    /// <summary>What stands between the marks now.</summary>
    public static string Read()
    {
        var (text, begin, end) = Find();
        return text[begin..end];
    }

    /// <summary>Puts something else there.</summary>
    public static void Write(string generated)
    {
        var (text, begin, end) = Find();
        System.IO.File.WriteAllText(File, $"{text[..begin]}\n\n{generated}\n\n{text[end..]}");
    }

    /// <summary>Name and version of each product, as its program says.</summary>
    public static async Task<IReadOnlyList<string>> VersionsAsync(IEnumerable<string> products)
    {
        var found = new List<string>();
        foreach (var product in products.Order(StringComparer.Ordinal).Where(p => p != "sluice").Select(p => LabProduct.All[p]))
        {
            using var process = Process.Start(new ProcessStartInfo(product.Find(), product.Version) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            found.Add($"{product.Name} {Number().Match(await output + await error).Value}");
        }

        return found;
    }

    static (string Text, int Begin, int End) Find()
    {
        var text = System.IO.File.ReadAllText(File);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        return begin >= 0 && end > begin ? (text, begin + Begin.Length, end) : throw new InvalidDataException($"{File} lacks the marks '{Begin}' and '{End}'");
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)*")]
    private static partial Regex Number();
}
