using System.Globalization;

namespace Sluice.Diagnosis.Origins;

/// <summary>Events of one kind in a row.</summary>
/// <param name="Interval">From each tick to the next; the first event of a stream does not wait for it.</param>
/// <param name="Bytes">Size of an event, frame included; what is too small for the stamp becomes larger.</param>
/// <param name="Count">Number of events.</param>
/// <param name="Burst">Events sent together at each tick, as batching producers do.</param>
public sealed record OriginSegment(TimeSpan Interval, int Bytes, int Count, int Burst = 1)
{
    /// <summary>How long the segment takes.</summary>
    public TimeSpan Duration => Interval * ((Count + Burst - 1) / Burst);
}

/// <summary>
/// When the origin sends what, as text: <c>250ms-200b-x4-5ms-x300</c> is four events of 200 bytes every 250 ms, then 300 of them every 5 ms.
/// A duration sets the interval, <c>b</c> the size, <c>burst</c> the events per tick; <c>x</c> sends that many with what was set so far.
/// </summary>
public sealed record OriginPlan(IReadOnlyList<OriginSegment> Segments)
{
    /// <summary>What is sent where nothing was asked for: 50 events of 200 bytes, one every 20 ms.</summary>
    public static readonly OriginPlan Default = new([new OriginSegment(TimeSpan.FromMilliseconds(20), 200, 50)]);

    /// <summary>Number of events.</summary>
    public int Count => Segments.Sum(s => s.Count);

    /// <summary>Bytes of all events.</summary>
    public long Bytes => Segments.Sum(s => (long)s.Count * s.Bytes);

    /// <summary>How long sending takes, without delays and silence.</summary>
    public TimeSpan Duration => Segments.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.Duration);

    /// <inheritdoc/>
    public override string ToString()
    {
        var parts = new List<string>();
        OriginSegment? last = null;
        foreach (var segment in Segments)
        {
            if (segment.Interval != last?.Interval)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{segment.Interval.TotalMilliseconds:0.###}ms"));
            if (segment.Bytes != last?.Bytes)
                parts.Add($"{segment.Bytes}b");
            if (segment.Burst != (last?.Burst ?? 1))
                parts.Add($"burst{segment.Burst}");
            parts.Add($"x{segment.Count}");
            last = segment;
        }
        return string.Join('-', parts);
    }
}
