namespace Sluice.Diagnosis.Examination;

/// <summary>A limit of a path.</summary>
public enum LimitKind
{
    /// <summary>Longest silence between bytes.</summary>
    Idle,

    /// <summary>Longest wait for the head.</summary>
    Head,

    /// <summary>Longest wait for the first byte of the body behind the head.</summary>
    FirstByte,

    /// <summary>Longest answer, however lively.</summary>
    Total,
}

/// <summary>A limit as it was found.</summary>
/// <param name="Kind">Which limit.</param>
/// <param name="After">After how long the answer was ended; null where it was not ended within the longest wait.</param>
/// <param name="How">What the client got, in a few words.</param>
/// <param name="Products">Products with that default.</param>
public sealed record LimitFinding(LimitKind Kind, TimeSpan? After, string How, IReadOnlyList<string> Products);

/// <summary>The limits of a path, and what follows from them.</summary>
/// <param name="MaxWait">The longest wait that was tried.</param>
/// <param name="Limits">One finding per kind.</param>
public sealed record TimeoutFindings(TimeSpan MaxWait, IReadOnlyList<LimitFinding> Limits)
{
    /// <summary>How often a heartbeat has to come: half the shortest silence that is ended, 15 s at most.</summary>
    public TimeSpan Heartbeat
    {
        get
        {
            var idle = After(LimitKind.Idle, LimitKind.FirstByte);
            var half = TimeSpan.FromSeconds(Math.Floor(Math.Max(1, (idle ?? MaxWait).TotalSeconds / 2)));
            return half < TimeSpan.FromSeconds(15) ? half : TimeSpan.FromSeconds(15);
        }
    }

    /// <summary>When the head has to be sent at the latest: two seconds before the wait for it is ended. Null where no limit was found.</summary>
    public TimeSpan? CommitBefore => After(LimitKind.Head) is { } head ? (head > TimeSpan.FromSeconds(4) ? head - TimeSpan.FromSeconds(2) : head / 2) : null;

    /// <summary>The longest stream that the path lets through; null where none was ended.</summary>
    public TimeSpan? LongestStream => After(LimitKind.Total);

    TimeSpan? After(params LimitKind[] kinds) => Limits.Where(l => kinds.Contains(l.Kind)).Min(l => l.After);
}
