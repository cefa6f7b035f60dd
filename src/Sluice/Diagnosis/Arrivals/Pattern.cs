namespace Sluice.Diagnosis.Arrivals;

/// <summary>What an answer looks like when it arrives.</summary>
public enum PatternKind
{
    /// <summary>Each event arrives when it is sent.</summary>
    Streams,

    /// <summary>Events arrive when they are sent, but the head waits for the first of them.</summary>
    HeadHeld,

    /// <summary>The beginning is held until enough of it is there; from then on events arrive when they are sent.</summary>
    StartHeld,

    /// <summary>Nothing arrives before the last event was sent.</summary>
    WholeBody,

    /// <summary>Bursts of the same number of bytes, however long that takes to gather.</summary>
    SizeBursts,

    /// <summary>Bursts at the same interval, however many bytes that makes.</summary>
    TimerBursts,

    /// <summary>Every event on its own, and each the same time late.</summary>
    Late,

    /// <summary>An event arrives when a later one is sent.</summary>
    Behind,

    /// <summary>Held back, in no way that is known.</summary>
    Irregular,

    /// <summary>The producer itself sends in batches; the path passes them on at once.</summary>
    ProducerBatches,

    /// <summary>The answer ended before all events were there, and says so.</summary>
    Cut,

    /// <summary>The answer ended before all events were there, and looks complete.</summary>
    TruncatedLooksComplete,

    /// <summary>There is no answer to judge.</summary>
    Failed,
}

/// <summary>A pattern with the figures that it was recognised by.</summary>
/// <param name="Kind">The pattern.</param>
/// <param name="Confidence">From 0 to 1: how well the arrivals fit it and nothing else.</param>
public sealed record Pattern(PatternKind Kind, double Confidence)
{
    /// <summary>Bytes of a burst, or of what was held at the beginning.</summary>
    public long? Bytes { get; init; }

    /// <summary>Whether <see cref="Bytes"/> are bytes of the connection, framing included, rather than of the body.</summary>
    public bool OnTheWire { get; init; }

    /// <summary>Whether all bursts are multiples of 4096 bytes: memory pages.</summary>
    public bool Pages { get; init; }

    /// <summary>The interval of bursts, or how late each event is.</summary>
    public TimeSpan? Period { get; init; }

    /// <summary>Of an answer that was cut: the silence before, where that is what ended it; null where it was cut in the middle of its events.</summary>
    public TimeSpan? Silence { get; init; }

    /// <summary>By how many events it lags.</summary>
    public int? Lag { get; init; }

    /// <summary>Whether the head came with the first bytes of the body although the origin had sent it before.</summary>
    public bool HeadWaits { get; init; }

    /// <summary>Whether the last event was not held: the end of the message pushes out what is left.</summary>
    public bool EndIsPrompt { get; init; }

    /// <summary>Bytes of a compressor's header that came at once, long before anything readable; 0 where none did.</summary>
    public int Teaser { get; init; }

    /// <summary>Median hold of all events.</summary>
    public TimeSpan MedianHeld { get; init; }

    /// <summary>Longest hold of any event.</summary>
    public TimeSpan LongestHeld { get; init; }

    /// <summary>Bursts that were seen.</summary>
    public int Bursts { get; init; }

    /// <summary>Whether it was recognised without knowing when events were sent.</summary>
    public bool Weak { get; init; }

    /// <summary>Whether a reader of the stream has to wait for it: the patterns that a check fails on.</summary>
    public bool IsHeld => Kind is PatternKind.StartHeld or PatternKind.WholeBody or PatternKind.SizeBursts or PatternKind.TimerBursts
        or PatternKind.Late or PatternKind.Behind or PatternKind.Irregular;

    /// <summary>Whether two observations show the same mechanism: the same kind, and the same size or time where that is what makes the kind.</summary>
    public bool Resembles(Pattern other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Kind == other.Kind && Kind switch
        {
            PatternKind.SizeBursts or PatternKind.StartHeld => Near(Bytes, other.Bytes),
            PatternKind.TimerBursts or PatternKind.Late => Near(Period?.TotalMilliseconds, other.Period?.TotalMilliseconds),
            PatternKind.Behind => Lag == other.Lag,
            _ => true,
        };
    }

    static bool Near(double? one, double? two) =>
        one is null || two is null || Math.Abs(one.Value - two.Value) <= 0.25 * Math.Max(one.Value, two.Value);
}
