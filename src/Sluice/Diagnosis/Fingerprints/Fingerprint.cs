using Sluice.Diagnosis.Arrivals;

namespace Sluice.Diagnosis.Fingerprints;

/// <summary>How a fingerprint is known.</summary>
public enum Basis
{
    /// <summary>Measured on the product itself; <c>docs/diagnosis.md</c> names the set-ups of the lab that repeat it.</summary>
    Measured,

    /// <summary>Derived from the product's source or documentation, not measured here.</summary>
    Derived,

    /// <summary>Reported by users of the product, not measured here.</summary>
    Reported,
}

/// <summary>What an answer held in a certain way looks like. A field that is null says nothing.</summary>
public sealed record Signature
{
    /// <summary>The patterns it shows.</summary>
    public required IReadOnlyList<PatternKind> Kinds { get; init; }

    /// <summary>Sizes of bursts, or of the beginning that is held, in bytes.</summary>
    public IReadOnlyList<(long From, long To)>? Bytes { get; init; }

    /// <summary>Whether those are bytes of the connection rather than of the body.</summary>
    public bool? OnTheWire { get; init; }

    /// <summary>Whether bursts are multiples of a memory page.</summary>
    public bool? Pages { get; init; }

    /// <summary>Interval of bursts, or how late each event is, in milliseconds.</summary>
    public (double From, double To)? Milliseconds { get; init; }

    /// <summary>Whether the connection is encrypted.</summary>
    public bool? Encrypted { get; init; }

    /// <summary>Whether HTTP/2 clients see it too.</summary>
    public bool? OnHttp2 { get; init; }

    /// <summary>Whether it appears only where the answer is compressed for the client.</summary>
    public bool? OnlyCompressed { get; init; }

    /// <summary>Whether the answer that was held is compressed.</summary>
    public bool? Compressed { get; init; }

    /// <summary>Whether a compressor's header comes at once.</summary>
    public bool? Teaser { get; init; }

    /// <summary>Whether the head comes with the first bytes of the body.</summary>
    public bool? HeadWaits { get; init; }

    /// <summary>Whether the last event is not held.</summary>
    public bool? EndIsPrompt { get; init; }

    /// <summary>Whether the answer has a <c>Content-Length</c> although its source sent none.</summary>
    public bool? Length { get; init; }

    /// <summary>Whether <c>X-Accel-Buffering: no</c> and <c>no-transform</c> from the source cure it.</summary>
    public bool? CuredByHeaders { get; init; }
}

/// <summary>One known way to hold a stream back: whose it is, how it shows, and what to change.</summary>
/// <param name="Id">A short name that stays the same.</param>
/// <param name="Product">Whose.</param>
/// <param name="Mechanism">What it does, in one sentence.</param>
/// <param name="Directive">The line to change, as it is written in that product's configuration.</param>
/// <param name="Page">Where the product's makers explain it.</param>
public sealed record Fingerprint(string Id, string Product, string Mechanism, string Directive, string Page)
{
    /// <summary>How it shows.</summary>
    public required Signature Signature { get; init; }

    /// <summary>How it is known.</summary>
    public required Basis Basis { get; init; }

    /// <summary>Failure modes and fixes by their ids, threads and lab rows.</summary>
    public required string Evidence { get; init; }

    /// <summary>How to tell it from others that look alike.</summary>
    public required string Apart { get; init; }

    /// <summary>How common it is among all that show this signature, from 0 to 1.</summary>
    public double Weight { get; init; } = 0.5;
}

/// <summary>A fingerprint that fits what was seen.</summary>
/// <param name="Fingerprint">The fingerprint.</param>
/// <param name="Likelihood">Its share of the likelihood of all that fit, from 0 to 1.</param>
/// <param name="Because">What speaks for it, in a few words.</param>
public sealed record Suspicion(Fingerprint Fingerprint, double Likelihood, string Because);
