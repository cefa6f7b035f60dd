using Sluice.Diagnosis.Examination;
using Sluice.Diagnosis.Fingerprints;
using Sluice.Diagnosis.Probing;
using Sluice.Diagnosis.Reports;
using Sluice.LabTests.Data;

namespace Sluice.LabTests.Running;

/// <summary>What was found out about a set-up.</summary>
/// <param name="Setup">The set-up.</param>
/// <param name="Report">What the probe says.</param>
/// <param name="Repeats">What was wrong with the examinations before, none where the first one was right.</param>
internal sealed record LabResult(LabSetup Setup, ProbeReport Report, IReadOnlyList<string> Repeats)
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>The verdict on what clients get.</summary>
    public string Verdict => Words.Code(Report.Outermost.Pattern.Kind);

    /// <summary>Its condition.</summary>
    public string OnlyWhen => Words.Code(Report.Outermost.OnlyWhen);

    /// <summary>The hop that is blamed first.</summary>
    public string? Hop => First?.Name;

    /// <summary>The fingerprint that is ranked first at that hop.</summary>
    public string? Cause => Causes is [var first, ..] ? first.Fingerprint.Id : null;

    /// <summary>The directive that the report tells to change.</summary>
    public string? Change => Causes is [var first, ..] ? first.Fingerprint.Directive : null;

    /// <summary>Whether kind and condition are as expected.</summary>
    public bool VerdictIsRight => Verdict == Setup.Expect.Verdict && OnlyWhen == Setup.Expect.OnlyWhen;

    /// <summary>Whether the hop is as expected; a set-up of one hop has no other to blame.</summary>
    public bool HopIsRight => !Setup.IsChain || Hop == Setup.Expect.Hop;

    /// <summary>Whether the mechanism is as expected, and with it the directive.</summary>
    public bool CauseIsRight => Cause == Setup.Expect.Cause && (Setup.Expect.Change is not { } words || Change?.Contains(words, StringComparison.Ordinal) is true);

    /// <summary>Whether a set-up with which nothing is wrong was called bad.</summary>
    public bool IsFalseAlarm => Setup.Expect.IsGood && (Report.Outermost.Pattern.IsHeld || Report.Blames.Count > 0);

    /// <summary>Whether the verdict took longer than a person waits for; the search for limits is not part of it.</summary>
    public bool IsSlow => Report.Took >= Longest;

    /// <summary>Everything that is not as expected, a line each; empty where all is.</summary>
    public IReadOnlyList<string> Differences
    {
        get
        {
            var found = new List<string>();
            if (!VerdictIsRight)
                found.Add($"verdict: expected {Setup.Expect.Verdict} ({Setup.Expect.OnlyWhen}), found {Figures}");
            if (!HopIsRight)
                found.Add($"hop: expected {Setup.Expect.Hop ?? "none"}, found {Hop ?? "none"} ({string.Join(", ", Report.Hops.Select(h => $"{h.Target.Name}: {Words.Code(h.Pattern.Kind)}"))})");
            if (!CauseIsRight)
                found.Add($"cause: expected {Setup.Expect.Cause ?? "none"} with '{Setup.Expect.Change}', found {Ranking}");
            if (Setup.Expect.LooksComplete is { } hidden && !hidden.Order(StringComparer.Ordinal).SequenceEqual(LooksComplete))
                found.Add($"cut answers that look complete: expected {string.Join(", ", hidden)}, found {string.Join(", ", LooksComplete)}");
            found.AddRange(LimitDifferences());
            if (IsSlow)
                found.Add(FormattableString.Invariant($"time: expected less than {Longest.TotalSeconds} s, found {Report.Took.TotalSeconds:0.0} s"));
            return found;
        }
    }

    /// <summary>The verdict with its figures, for people.</summary>
    public string Figures
    {
        get
        {
            var pattern = Report.Outermost.Pattern;
            return FormattableString.Invariant($"{Verdict} ({OnlyWhen}; bytes {pattern.Bytes}{(pattern.OnTheWire ? " on the wire" : "")}{(pattern.Pages ? ", pages" : "")}, period {pattern.Period?.TotalMilliseconds:0} ms, median {pattern.MedianHeld.TotalMilliseconds:0} ms, longest {pattern.LongestHeld.TotalMilliseconds:0} ms, head waits {pattern.HeadWaits}, end prompt {pattern.EndIsPrompt}, teaser {pattern.Teaser}, lag {pattern.Lag}, confidence {pattern.Confidence:0.00}, {Report.Outermost.Decisive.Observation.Fault ?? Report.Outermost.Decisive.Observation.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)})");
        }
    }

    /// <summary>The fingerprints in their order, for people.</summary>
    public string Ranking => Causes.Count > 0
        ? string.Join(", ", Causes.Take(4).Select(c => FormattableString.Invariant($"{c.Fingerprint.Id} {c.Likelihood:0.00} ({c.Because})")))
        : "none";

    /// <summary>How the outermost hop ends answers whose source broke off, those that look complete.</summary>
    public IReadOnlyList<string> LooksComplete => [.. Report.Outermost.Cuts.Where(c => c.LooksComplete)
        .Select(Name).Order(StringComparer.Ordinal)];

    /// <summary>A trial of an answer that is cut, as set-ups name it.</summary>
    public static string Name(CutTrial cut) => $"{(cut.Version == ProbeVersion.Http2 ? "2" : "1.1")} {(cut.Reset ? "reset" : "closed")}";

    Blame? First => Report.Blames is [var first, ..] ? first : null;

    IReadOnlyList<Suspicion> Causes => First?.Causes ?? [];

    IEnumerable<string> LimitDifferences()
    {
        if (Setup.Expect.Limits is not { } expected)
            yield break;
        foreach (var limit in Report.Timeouts?.Limits ?? [])
        {
            var kind = JsonReport.LimitCode(limit.Kind);
            double? wanted = expected.TryGetValue(kind, out var seconds) ? seconds : null;
            // A product's clock may tick once a second, and a busy machine is late, never early.
            var right = wanted is null ? limit.After is null : limit.After is { } after && after.TotalSeconds >= wanted - 0.3 && after.TotalSeconds <= wanted + 1.7;
            if (!right)
                yield return FormattableString.Invariant($"limit {kind}: expected {wanted?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}, found {limit.After?.TotalSeconds:0.00} s ({limit.How})");
        }
    }
}
