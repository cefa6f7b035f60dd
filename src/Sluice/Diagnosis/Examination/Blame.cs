using Sluice.Diagnosis.Fingerprints;

namespace Sluice.Diagnosis.Examination;

/// <summary>A hop at which the stream begins to be held, or to be held differently.</summary>
/// <param name="Hop">Its place in the chain, 0 being the outermost.</param>
/// <param name="Name">What the user calls it.</param>
/// <param name="Causes">What would explain it, the likeliest first; may be empty.</param>
/// <param name="Located">Whether the hop behind it was seen to be different; false where it is the only or innermost one probed, so that anything behind it may be meant.</param>
public sealed record Blame(int Hop, string Name, IReadOnlyList<Suspicion> Causes, bool Located);

/// <summary>The whole result of a probe.</summary>
public sealed record ProbeReport
{
    /// <summary>When it began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The hops, outermost first.</summary>
    public required IReadOnlyList<HopExamination> Hops { get; init; }

    /// <summary>The hops that hold the stream; empty where none does.</summary>
    public IReadOnlyList<Blame> Blames { get; init; } = [];

    /// <summary>What the limits of the path are; null where they were not looked for.</summary>
    public TimeoutFindings? Timeouts { get; init; }

    /// <summary>The outermost hop: what clients get.</summary>
    public HopExamination Outermost => Hops[0];
}
