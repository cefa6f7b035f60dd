namespace Sluice.Diagnosis.Lint;

/// <summary>One piece of knowledge behind a rule, with what it rests on. The ids of failure modes are those of the project's collection of stream failures.</summary>
/// <param name="Id">Failure mode, measurement or source, stable across releases.</param>
/// <param name="Basis">What it rests on.</param>
/// <param name="Text">The knowledge in a sentence or two.</param>
/// <param name="Links">Threads, vendor pages or source files.</param>
internal sealed record Evidence(string Id, EvidenceBasis Basis, string Text, params IReadOnlyList<string> Links);

/// <summary>What a piece of knowledge rests on, strongest first.</summary>
internal enum EvidenceBasis
{
    /// <summary>Seen on loopback with the version named in the text.</summary>
    Measured,

    /// <summary>Read in the product's source.</summary>
    Source,

    /// <summary>Stated by the product's own documentation.</summary>
    Documented,

    /// <summary>Reported by users.</summary>
    Reported,
}

internal static class EvidenceBases
{
    public static string Name(this EvidenceBasis basis) => basis switch
    {
        EvidenceBasis.Measured => "measured",
        EvidenceBasis.Source => "source",
        EvidenceBasis.Documented => "documented",
        _ => "reported",
    };
}
