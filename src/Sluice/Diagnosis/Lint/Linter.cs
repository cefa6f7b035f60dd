using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint;

/// <summary>
/// Reads configuration of the products on a stream's way and says what breaks the stream: paths in, a report out. Each file is parsed by
/// its product's own parser, each rule is a file of its own, and timers are judged against what the streams of the path need.
/// </summary>
internal sealed class Linter(LintOptions options, FileSource files)
{
    const int MaxFilesPerDirectory = 5000;

    /// <summary>Lints files, and the configuration files in directories.</summary>
    public LintReport Run(IReadOnlyList<string> paths)
    {
        var failures = new List<LintFailure>();
        var linted = new List<LintedFile>();
        foreach (var path in paths)
        {
            if (files.IsDirectory(path))
                linted.AddRange(InDirectory(path, failures));
            else if (Read(path, failures) is { } source)
                Recognise(source, linted, failures);
        }

        var context = new LintContext(new PathBudget(options.Heartbeat, options.LongestStream), files);
        var work = ProductAnalyzers.All.Select(analyzer => (Analyzer: analyzer, Sources: linted.Where(file => file.Product == analyzer.Product).Select(file => file.Source).ToList()))
            .Where(entry => entry.Sources.Count > 0).ToList();
        foreach (var (analyzer, sources) in work)
            analyzer.Prepare(sources, context);
        foreach (var (analyzer, sources) in work)
            analyzer.Analyze(sources, context);
        return new LintReport
        {
            Files = linted,
            Findings = [.. context.Findings
                .OrderBy(finding => Order(linted, finding)).ThenBy(finding => finding.Span.Source.Path, StringComparer.Ordinal)
                .ThenBy(finding => finding.Span.Start).ThenBy(finding => finding.Rule.Id, StringComparer.Ordinal)],
            Timers = context.Timers,
            Budget = context.Budget,
            Notes = [.. context.Notes],
            Failures = failures,
        };
    }

    SourceText? Read(string path, List<LintFailure> failures)
    {
        try
        {
            return SourceText.FromBytes(path, files.Read(path));
        }
        catch (IOException e)
        {
            failures.Add(new(path, e.Message));
            return null;
        }
    }

    void Recognise(SourceText source, List<LintedFile> linted, List<LintFailure> failures)
    {
        if ((options.Product ?? ProductDetector.Detect(source)) is { } product)
            linted.Add(new(source, product));
        else
            failures.Add(new(source.Path, $"cannot tell which product this file configures; name it with --product ({string.Join(", ", Products.ByName.Keys)})"));
    }

    List<LintedFile> InDirectory(string directory, List<LintFailure> failures)
    {
        var found = new List<LintedFile>();
        var pending = new Queue<string>([directory.Length > 1 ? directory.TrimEnd('/') : directory]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (pending.TryDequeue(out var current) && found.Count < MaxFilesPerDirectory)
        {
            if (!seen.Add(files.Canonical(current)))
                continue;
            foreach (var name in files.Names(current).Where(IsVisible))
            {
                var path = FileSource.Join(current, name);
                if (files.IsDirectory(path))
                    pending.Enqueue(path);
                else if (ProductDetector.MayBeConfiguration(name) && Read(path, failures) is { } source && (options.Product ?? ProductDetector.Detect(source)) is { } product)
                    found.Add(new(source, product));
            }
        }
        if (found.Count == 0)
            failures.Add(new(directory, "holds no file that looks like configuration of a known product"));
        return found;
    }

    static bool IsVisible(string name) => name == ".htaccess" || (name[0] != '.' && name != "node_modules");

    /// <summary>Files in the order in which they were given; what they include follows.</summary>
    static int Order(List<LintedFile> linted, Finding finding)
    {
        var index = linted.FindIndex(file => file.Source.IsSameFile(finding.Span.Source));
        return index < 0 ? int.MaxValue : index;
    }
}
