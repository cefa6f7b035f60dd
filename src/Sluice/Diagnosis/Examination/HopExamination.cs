using Sluice.Diagnosis.Arrivals;
using Sluice.Diagnosis.Fingerprints;
using Sluice.Diagnosis.Probing;

namespace Sluice.Diagnosis.Examination;

/// <summary>All that was found out about one hop with everything behind it.</summary>
public sealed record HopExamination
{
    /// <summary>The hop.</summary>
    public required ProbeTarget Target { get; init; }

    /// <summary>Every request that was sent, in order.</summary>
    public required IReadOnlyList<Trial> Trials { get; init; }

    /// <summary>The request that the verdict rests on.</summary>
    public required Trial Decisive { get; init; }

    /// <summary>Under which condition alone it is so.</summary>
    public OnlyWhen OnlyWhen { get; init; }

    /// <summary>How it ends answers whose source broke off; empty where that was not tried.</summary>
    public IReadOnlyList<CutTrial> Cuts { get; init; } = [];

    /// <summary>What else is worth saying.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The verdict.</summary>
    public Pattern Pattern => Decisive.Pattern;

    /// <summary>Products that left a mark in the headers.</summary>
    public IReadOnlyDictionary<string, double> Products =>
        ProductClues.Read(Decisive.Observation.Headers, Decisive.Observation.Version.Major < 2);

    /// <summary>From the request to the head: how long a client waits for the first sign of life.</summary>
    public TimeSpan? TimeToHead => Decisive.Observation.HeadAt;

    /// <summary>From the first event's sending to its arrival: what the way adds to the time to the first token.</summary>
    public TimeSpan? AddedToFirst =>
        Decisive.Observation.Events is [{ Sent: { } sent } first, ..] ? first.At - sent : null;

    /// <summary>What is known for the fingerprints.</summary>
    /// <param name="products">Products whose marks this hop itself added.</param>
    public Symptoms Symptoms(IReadOnlyDictionary<string, double> products) => new()
    {
        Pattern = Pattern,
        Encrypted = Decisive.Observation.Encrypted,
        Http2 = Decisive.Observation.Version.Major == 2,
        HeldOnHttp2 = Held(t => t.Variation.Version == ProbeVersion.Http2),
        HeldOnHttp11 = Held(t => t.Variation.Version == ProbeVersion.Http11),
        Compressed = Decisive.Observation.Coding is not null,
        OnlyCompressed = OnlyWhen == OnlyWhen.Compressed,
        CuredByHeaders = Cured(),
        Length = Decisive.Observation.Framing == BodyFraming.Length && Decisive.Observation.Stamped,
        Products = products,
    };

    /// <summary>The pattern that a request like another hop's decisive one shows here.</summary>
    /// <param name="compressed">Whether that one accepted compression.</param>
    public Pattern PatternWhen(bool compressed) =>
        (compressed ? Trials.LastOrDefault(t => t.Counts && t.Variation.AcceptEncoding is not null && IsNaked(t)) : null)?.Pattern
        ?? Trials.FirstOrDefault(t => t.Counts && IsNaked(t))?.Pattern ?? Pattern;

    bool? Held(Func<Trial, bool> which)
    {
        var trials = Trials.Where(t => t.Counts && which(t) && IsNaked(t)).ToArray();
        return trials.Length == 0 ? null : trials.Any(t => t.Pattern.IsHeld);
    }

    bool? Cured() => Trials.LastOrDefault(t => t.Counts && !IsNaked(t)) is { } tried
        ? !tried.Pattern.IsHeld && (Pattern.Kind != PatternKind.HeadHeld || tried.Pattern.Kind != PatternKind.HeadHeld)
        : null;

    /// <summary>Whether the source sent no headers against buffering, as most do not.</summary>
    static bool IsNaked(Trial trial) => trial.Variation.Origin is null or { AntiBuffering: Origins.AntiBuffering.None };
}
