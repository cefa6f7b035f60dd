using Sluice.Diagnosis.Lint.Timing;
using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint;

/// <summary>What a run found, in the order of files and lines.</summary>
internal sealed record LintReport
{
    public required IReadOnlyList<LintedFile> Files { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The timers that a stream meets on its way.</summary>
    public required IReadOnlyList<PathTimer> Timers { get; init; }

    public required PathBudget Budget { get; init; }

    /// <summary>Includes that were not found, and other limits of what the findings can know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Files that could not be read or not be recognised: the run is not complete.</summary>
    public required IReadOnlyList<LintFailure> Failures { get; init; }

    public int Count(Severity severity) => Findings.Count(finding => finding.Severity == severity);

    /// <summary>The exit code: 3 where a file could not be read, 1 with a finding at or above the threshold, else 0.</summary>
    public int ExitCode(Severity threshold) =>
        Failures.Count > 0 ? 3 : Findings.Any(finding => finding.Severity >= threshold) ? 1 : 0;
}

/// <summary>A file that was linted in its own right, not as an include.</summary>
internal sealed record LintedFile(SourceText Source, Product Product);

/// <summary>A file that was not linted, and what to do about it.</summary>
internal sealed record LintFailure(string Path, string Message);
