using Sluice.Diagnosis.Arrivals;
using Sluice.Diagnosis.Fingerprints;
using Sluice.Diagnosis.Probing;

namespace Sluice.Diagnosis.Examination;

/// <summary>
/// Examines a chain of hops, each with everything behind it, and blames the hop at which the pattern begins or changes. One address is a
/// chain of one.
/// </summary>
/// <param name="observe">Sends one request.</param>
/// <param name="time">The clock of the report.</param>
/// <param name="progress">Hears what is being done.</param>
public sealed class ChainExaminer(
    Func<ProbeTarget, Variation, CancellationToken, Task<Observation>> observe, TimeProvider time, IProgress<ProbeProgress>? progress = null)
{
    /// <summary>More hops at a time would blur each other's timing on a small machine.</summary>
    const int AtATime = 4;

    /// <summary>Examines the hops, outermost first.</summary>
    /// <param name="hops">At least one.</param>
    /// <param name="cuts">Whether to try how the outermost hop ends answers whose source breaks off.</param>
    /// <param name="post">Whether to POST.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ProbeReport> ExamineAsync(IReadOnlyList<ProbeTarget> hops, bool cuts, bool post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hops);
        ArgumentOutOfRangeException.ThrowIfZero(hops.Count);
        var (at, began) = (time.GetUtcNow(), time.GetTimestamp());
        var examiner = new Examiner(observe, time, progress);
        using var places = new SemaphoreSlim(AtATime);
        var examined = await Task.WhenAll(hops.Select(async (hop, index) =>
        {
            await places.WaitAsync(cancellationToken);
            try
            {
                return await examiner.ExamineAsync(hop, cuts && index == 0, post, cancellationToken);
            }
            finally
            {
                places.Release();
            }
        }));
        for (var i = 0; i < examined.Length; i++)
        {
            if (AsksForCompression(examined, i))
                examined[i] = examined[i] with { Notes = [.. examined[i].Notes, CompressionNote(examined[i + 1].Target.Name)] };
        }

        return new() { At = at, Took = time.GetElapsedTime(began), Hops = examined, Blames = Blames(examined) };
    }

    /// <summary>Which hops are to blame for what the outermost shows.</summary>
    public static IReadOnlyList<Blame> Blames(IReadOnlyList<HopExamination> hops)
    {
        ArgumentNullException.ThrowIfNull(hops);
        var compressed = hops[0].OnlyWhen == OnlyWhen.Compressed;
        var patterns = hops.Select((hop, i) => i == 0 || AsksForCompression(hops, i - 1) ? hop.Pattern : hop.PatternWhen(compressed)).ToArray();
        if (!IsBad(patterns[0], patterns[0]) || patterns[0].Kind == PatternKind.Failed)
            return [];
        var blames = new List<Blame>();
        for (var i = 0; i < hops.Count && IsBad(patterns[i], patterns[0]); i++)
        {
            var inner = i + 1 < hops.Count && patterns[i + 1].Kind != PatternKind.Failed ? patterns[i + 1] : null;
            if (AsksForCompression(hops, i) || (inner is not null && IsBad(inner, patterns[0]) && patterns[i].Resembles(inner)))
                continue;
            blames.Add(new(i, hops[i].Target.Name, Causes(hops, i, inner is not null), inner is not null));
        }

        // Innermost first: what it holds, the others cannot let go of.
        blames.Reverse();
        return blames;
    }

    /// <summary>
    /// Whether what the hop holds is compressed by the one behind it: that one holds only those who accept compression, and the hop holds
    /// everybody, because it asks for compression itself, as the HTTP client of Go does, and hands out what it has decompressed.
    /// </summary>
    static bool AsksForCompression(IReadOnlyList<HopExamination> hops, int index) =>
        index + 1 < hops.Count && hops[index] is { OnlyWhen: OnlyWhen.Always, Pattern.IsHeld: true } && hops[index + 1] is { OnlyWhen: OnlyWhen.Compressed, Pattern.IsHeld: true };

    static string CompressionNote(string behind) =>
        $"It holds clients without compression too, while '{behind}' behind it holds only those with it: it asks for compression itself, as proxies written in Go do, and decompresses. "
        + $"Change '{behind}' first, then probe again.";

    /// <summary>Whether a pattern is part of what the outermost hop suffers from: a held head matters only where that is all.</summary>
    static bool IsBad(Pattern pattern, Pattern outermost) => outermost.Kind switch
    {
        PatternKind.HeadHeld => pattern.IsHeld || pattern.Kind == PatternKind.HeadHeld,
        PatternKind.Cut or PatternKind.TruncatedLooksComplete => pattern.Kind is PatternKind.Cut or PatternKind.TruncatedLooksComplete,
        _ => pattern.IsHeld,
    };

    static IReadOnlyList<Suspicion> Causes(IReadOnlyList<HopExamination> hops, int index, bool located)
    {
        var hop = hops[index];
        if (hop.Pattern.Kind is PatternKind.Cut or PatternKind.TruncatedLooksComplete)
            return [];
        var products = located ? ProductClues.Added(hop.Products, hops[index + 1].Products) : hop.Products;
        return FingerprintMatcher.Rank(hop.Symptoms(products));
    }
}
