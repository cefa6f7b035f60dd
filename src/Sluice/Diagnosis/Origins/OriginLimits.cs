namespace Sluice.Diagnosis.Origins;

/// <summary>What a <see cref="ReferenceOrigin"/> lets a stranger ask for. The defaults are safe to leave reachable; a request beyond one is refused with its name.</summary>
public sealed record OriginLimits
{
    /// <summary>Longest stream as planned, silence and delays included. Default: 15 minutes, so that timers of up to 10 minutes can be found.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Most events of one stream. Default: 20,000.</summary>
    public int Events { get; init; } = 20_000;

    /// <summary>Largest event in bytes. Default: 256 KiB.</summary>
    public int EventBytes { get; init; } = 256 << 10;

    /// <summary>Most bytes of one stream. Default: 16 MiB.</summary>
    public long StreamBytes { get; init; } = 16 << 20;

    /// <summary>Streams open at a time; the next one is answered with 503 and <c>Retry-After</c>. Default: 32.</summary>
    public int Streams { get; init; } = 32;

    /// <summary>Streams begun in any minute; the next one is answered with 429 and <c>Retry-After</c>. Null, the default: as many as are asked for.</summary>
    public int? PerMinute { get; init; }

    /// <summary>
    /// For an origin inside a gateway that does other work: 2 minutes, 2,000 events, 64 KiB each, 1 MiB in all, 8 streams at a time, 120 begun
    /// per minute. A whole examination of a path takes about ten streams.
    /// </summary>
    public static OriginLimits Guest { get; } = new()
    {
        Duration = TimeSpan.FromMinutes(2),
        Events = 2000,
        EventBytes = 64 << 10,
        StreamBytes = 1 << 20,
        Streams = 8,
        PerMinute = 120,
    };
}
