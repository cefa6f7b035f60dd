using Sluice.Diagnosis.Arrivals;
using Sluice.Diagnosis.Examination;
using Sluice.Diagnosis.Probing;

namespace Sluice.Diagnosis.Reports;

/// <summary>What follows from a report beyond its verdict.</summary>
public static class Advice
{
    /// <summary>How the hop ends answers whose source broke off, where that misleads clients.</summary>
    public static IEnumerable<string> Cuts(HopExamination hop)
    {
        ArgumentNullException.ThrowIfNull(hop);
        var hidden = hop.Cuts.Where(c => c.LooksComplete).ToArray();
        if (hidden.Length == 0)
            yield break;
        var clients = string.Join(" and ", hidden.Select(c => c.Version == ProbeVersion.Http2 ? "HTTP/2" : "HTTP/1.1").Distinct());
        var sources = string.Join(" or ", hidden.Select(c => c.Reset ? "is reset" : "closes early").Distinct());
        yield return $"When the source {sources}, {clients} clients get an answer that looks complete: only the dialect's own terminator ([DONE], message_stop) proves that nothing is missing.";
    }

    /// <summary>What the application itself can send so that the hop stops holding; null where it cannot do anything.</summary>
    public static string? Source(HopExamination hop)
    {
        ArgumentNullException.ThrowIfNull(hop);
        if (hop.Symptoms(hop.Products).CuredByHeaders == true)
            return "Where you cannot change the hop: 'X-Accel-Buffering: no' with 'Cache-Control: no-cache, no-transform' from the application cures it; that was tried.";
        return hop.Pattern.Kind == PatternKind.HeadHeld ? "Where you cannot change the hop: a comment line (':' and an empty line) sent at once takes the head along." : null;
    }

    /// <summary>The limits of a path and what they ask for, a line each.</summary>
    public static IEnumerable<string> Limits(TimeoutFindings found)
    {
        ArgumentNullException.ThrowIfNull(found);
        foreach (var limit in found.Limits)
        {
            yield return limit.After is { } after
                ? $"{Name(limit.Kind)}: {Words.Time(after)}, {limit.How}{(limit.Products is [] ? "; no product's default" : $"; default of {string.Join("; ", limit.Products)}")}"
                : $"{Name(limit.Kind)}: none up to {Words.Time(found.MaxWait)}";
        }

        yield return $"Heartbeat: every {Words.Time(found.Heartbeat)}; half the shortest silence that is ended, 15 s at most";
        if (found.CommitBefore is { } commit)
            yield return $"Send the head within {Words.Time(commit)}, or a heartbeat in its place";
        yield return found.LongestStream is { } longest
            ? $"Drain: {Words.Time(longest)} is enough, since no stream lives longer here; streams that need more need that limit raised, heartbeats do not help"
            : "Drain: as long as your longest stream; this path does not shorten it";
    }

    static string Name(LimitKind kind) => kind switch
    {
        LimitKind.Idle => "Silence between bytes",
        LimitKind.Head => "Wait for the head",
        LimitKind.FirstByte => "Wait for the first byte behind the head",
        _ => "Whole answer",
    };
}
