using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint;

/// <summary>What one run gathers: findings, the timers of the path, and remarks on what could not be seen.</summary>
internal sealed class LintContext(PathBudget budget, FileSource files)
{
    readonly Dictionary<(string Rule, SourceSpan Span, string Message), Finding> _findings = [];
    readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public PathBudget Budget { get; set; } = budget;

    /// <summary>The heartbeat is the gateway's own, from a sluice.yaml: hops between it and the model do not see it.</summary>
    public bool IsHeartbeatOfGateway { get; set; }

    public FileSource Files { get; } = files;

    public IReadOnlyCollection<Finding> Findings => _findings.Values;

    public List<PathTimer> Timers { get; } = [];

    /// <summary>Includes that led nowhere, and the like: they limit what the findings can know.</summary>
    public SortedSet<string> Notes { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a finding; where the same cause affects several routes, they share one.</summary>
    public void Add(Finding finding)
    {
        var key = (finding.Rule.Id, finding.Span, finding.Message);
        _findings[key] = _findings.TryGetValue(key, out var known)
            ? known with
            {
                Severity = known.Severity > finding.Severity ? known.Severity : finding.Severity,
                Routes = [.. known.Routes.Union(finding.Routes)],
                Edits = [.. known.Edits.Union(finding.Edits)],
            }
            : finding;
    }

    public void AddRange(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
            Add(finding);
    }

    public void SyntaxError(SyntaxException error) => Add(UnreadableSyntax.Instance.Found(error));

    /// <summary>Opens a file that another one includes, and remembers that it was read.</summary>
    /// <exception cref="SyntaxException">It cannot be read; the place is that of the include.</exception>
    public SourceText Include(string path, SourceSpan at)
    {
        MarkRead(path);
        try
        {
            return SourceText.FromBytes(path, Files.Read(path));
        }
        catch (IOException e)
        {
            throw new SyntaxException(at, $"the included file {path} cannot be read: {e.Message}");
        }
    }

    /// <summary>Remembers that a file was read as part of another; false where it had been read before.</summary>
    public bool MarkRead(string path) => _read.Add(Files.Canonical(path));

    public bool WasRead(string path) => _read.Contains(Files.Canonical(path));
}
