using Sluice.Diagnosis.Arrivals;

namespace Sluice.Diagnosis.Fingerprints;

/// <summary>Ranks the known fingerprints by how well they explain what was seen.</summary>
public static class FingerprintMatcher
{
    /// <summary>A product's own mark in the headers outweighs every statistic of a signature.</summary>
    const double Marked = 6;

    /// <summary>Another product's mark makes this one less likely, not impossible: headers pass through hops.</summary>
    const double OtherMarked = 0.5;

    /// <summary>A product that always names itself and did not is unlikely, not impossible: a hop in front may have replaced the header.</summary>
    const double Unmarked = 0.3;

    const double Contradiction = 0.12;

    /// <summary>Fingerprints that fit, the likeliest first. Empty where none does.</summary>
    public static IReadOnlyList<Suspicion> Rank(Symptoms symptoms)
    {
        ArgumentNullException.ThrowIfNull(symptoms);
        var scored = KnownFingerprints.All
            .Select(f => (Fingerprint: f, Score: Score(f, symptoms)))
            .Where(s => s.Score > 0)
            .OrderByDescending(s => s.Score)
            .ToArray();
        var sum = scored.Sum(s => s.Score);
        return [.. scored.Where(s => s.Score > 0.03 * scored[0].Score).Select(s => new Suspicion(s.Fingerprint, s.Score / sum, Because(s.Fingerprint, symptoms)))];
    }

    static double Score(Fingerprint fingerprint, Symptoms seen)
    {
        var (sign, pattern) = (fingerprint.Signature, seen.Pattern);
        if (!sign.Kinds.Contains(pattern.Kind))
            return 0;
        // A head that waits has no size: sizes belong to the other kinds of the same fingerprint.
        if (sign.Bytes is { } sizes && pattern.Kind != PatternKind.HeadHeld && !sizes.Any(s => pattern.Bytes >= s.From && pattern.Bytes <= s.To))
            return 0;
        if (sign.Milliseconds is { } time && !(pattern.Period?.TotalMilliseconds >= time.From && pattern.Period?.TotalMilliseconds <= time.To))
            return 0;
        var score = fingerprint.Weight
            * Agree(sign.OnTheWire, pattern.Bytes is null ? null : pattern.OnTheWire)
            * Agree(sign.Pages, pattern.Kind == PatternKind.SizeBursts ? pattern.Pages : null)
            * Agree(sign.Encrypted, seen.Encrypted)
            * Agree(sign.OnHttp2, seen.Http2 ? true : seen.HeldOnHttp2)
            * Agree(sign.OnlyCompressed, seen.OnlyCompressed)
            * Agree(sign.Compressed, seen.Compressed)
            * Agree(sign.Teaser, pattern.Weak ? null : pattern.Teaser > 0)
            * Agree(sign.HeadWaits, pattern.Weak ? null : pattern.HeadWaits)
            * Agree(sign.EndIsPrompt, pattern.Weak ? null : pattern.EndIsPrompt)
            * Agree(sign.Length, seen.Length)
            * Agree(sign.CuredByHeaders, seen.CuredByHeaders);
        return score * Mark(fingerprint.Product, seen.Products);
    }

    static double Agree(bool? expected, bool? found) => expected is null || found is null ? 1 : expected == found ? 1.25 : Contradiction;

    static double Mark(string product, IReadOnlyDictionary<string, double> marks)
    {
        if (marks.TryGetValue(product, out var sure))
            return 1 + ((Marked - 1) * sure);
        return ProductClues.NamesItself(product) ? Unmarked : marks.Count > 0 ? OtherMarked : 1;
    }

    static string Because(Fingerprint fingerprint, Symptoms seen)
    {
        var reasons = new List<string>();
        if (seen.Products.TryGetValue(fingerprint.Product, out var sure))
            reasons.Add(sure >= 1 ? $"the headers name {fingerprint.Product}" : $"the headers look like {fingerprint.Product}");
        if (fingerprint.Signature.Bytes is not null && seen.Pattern.Bytes is not null)
            reasons.Add($"{seen.Pattern.Bytes} bytes at a time");
        if (fingerprint.Signature.Milliseconds is not null)
            reasons.Add($"{seen.Pattern.Period?.TotalMilliseconds:0} ms");
        if (fingerprint.Signature.OnHttp2 == false && seen.HeldOnHttp2 == false)
            reasons.Add("HTTP/2 is not held");
        if (fingerprint.Signature.OnlyCompressed == true && seen.OnlyCompressed)
            reasons.Add("only when compressed");
        if (fingerprint.Signature.CuredByHeaders == true && seen.CuredByHeaders == true)
            reasons.Add("X-Accel-Buffering: no cures it");
        if (fingerprint.Signature.Length == true && seen.Length)
            reasons.Add("a Content-Length was added");
        return reasons.Count == 0 ? "the pattern alone" : string.Join(", ", reasons);
    }
}
