namespace Sluice.Diagnosis.Lint;

/// <summary>How a run was asked for.</summary>
internal sealed record LintOptions
{
    /// <summary>Read every file as configuration of this product; null: recognise each by name and content.</summary>
    public Product? Product { get; init; }

    /// <summary>Heartbeat interval of the streams; null: unknown, unless a sluice.yaml among the files names it.</summary>
    public TimeSpan? Heartbeat { get; init; }

    /// <summary>The longest stream that has to survive; null: unknown.</summary>
    public TimeSpan? LongestStream { get; init; }
}
