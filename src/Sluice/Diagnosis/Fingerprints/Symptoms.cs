using Sluice.Diagnosis.Arrivals;

namespace Sluice.Diagnosis.Fingerprints;

/// <summary>All that was found out about one hop that holds a stream back. What was not tried is null.</summary>
public sealed record Symptoms
{
    /// <summary>The pattern that it was seen with.</summary>
    public required Pattern Pattern { get; init; }

    /// <summary>Whether that connection was encrypted.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Whether that was HTTP/2.</summary>
    public bool Http2 { get; init; }

    /// <summary>Whether it is held over HTTP/2.</summary>
    public bool? HeldOnHttp2 { get; init; }

    /// <summary>Whether it is held over HTTP/1.1.</summary>
    public bool? HeldOnHttp11 { get; init; }

    /// <summary>Whether the answer that was held is compressed.</summary>
    public bool Compressed { get; init; }

    /// <summary>Whether it is held only where the client accepts compression.</summary>
    public bool OnlyCompressed { get; init; }

    /// <summary>Whether the source's headers against buffering cure it.</summary>
    public bool? CuredByHeaders { get; init; }

    /// <summary>Whether the answer has a length that its source did not send.</summary>
    public bool Length { get; init; }

    /// <summary>Products that left their mark in the answer's headers, with how sure that is from 0 to 1.</summary>
    public IReadOnlyDictionary<string, double> Products { get; init; } = new Dictionary<string, double>();
}
