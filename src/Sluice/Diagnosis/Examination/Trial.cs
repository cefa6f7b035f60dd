using Sluice.Diagnosis.Arrivals;
using Sluice.Diagnosis.Probing;

namespace Sluice.Diagnosis.Examination;

/// <summary>One request of an examination, and what its answer looked like.</summary>
/// <param name="Observation">How it arrived.</param>
/// <param name="Pattern">The pattern recognised in that.</param>
public sealed record Trial(Observation Observation, Pattern Pattern)
{
    /// <summary>How it was asked for.</summary>
    public Variation Variation => Observation.Variation;

    /// <summary>Whether it says anything about the path at all.</summary>
    public bool Counts => Pattern.Kind != PatternKind.Failed;
}

/// <summary>Under which condition alone a stream is held.</summary>
public enum OnlyWhen
{
    /// <summary>Always, or it was not tried otherwise.</summary>
    Always,

    /// <summary>Only where the client accepts compression.</summary>
    Compressed,

    /// <summary>Only over HTTP/1.1 with TLS; HTTP/2 clients are served well.</summary>
    TlsHttp11,

    /// <summary>Only over HTTP/2.</summary>
    Http2,
}

/// <summary>How a hop ends an answer whose source broke off.</summary>
/// <param name="Version">To which clients.</param>
/// <param name="Reset">Whether the source's connection was reset rather than closed.</param>
/// <param name="LooksComplete">Whether the client was told that the answer is complete.</param>
public sealed record CutTrial(ProbeVersion Version, bool Reset, bool LooksComplete);
