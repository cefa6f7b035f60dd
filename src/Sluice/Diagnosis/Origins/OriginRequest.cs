namespace Sluice.Diagnosis.Origins;

/// <summary>Everything that a request may choose about the stream that answers it.</summary>
public sealed record OriginRequest
{
    /// <summary>Rate, size and number of events.</summary>
    public OriginPlan Plan { get; init; } = OriginPlan.Default;

    /// <summary>How long the response head is held back; zero sends it at once, before any event.</summary>
    public TimeSpan Head { get; init; }

    /// <summary>From the head to the first event.</summary>
    public TimeSpan First { get; init; }

    /// <summary>Silence before event <see cref="SilenceAt"/>.</summary>
    public TimeSpan Silence { get; init; }

    /// <summary>Number of the event that comes late.</summary>
    public int SilenceAt { get; init; }

    /// <summary>How an HTTP/1.x answer says where it ends.</summary>
    public OriginFraming Framing { get; init; }

    /// <summary>The content type, on paths that belong to no dialect.</summary>
    public OriginContent Content { get; init; }

    /// <summary>Headers against buffering.</summary>
    public AntiBuffering AntiBuffering { get; init; }

    /// <summary><c>gzip</c> or <c>br</c> where the client accepts it; null for none.</summary>
    public string? Compression { get; init; }

    /// <summary>Whether the compressor is flushed after each event. False shows the commonest hidden buffer of all.</summary>
    public bool Flushed { get; init; } = true;

    /// <summary>Whether padding is the same letter all over, which compresses to almost nothing, rather than random ones.</summary>
    public bool Repetitive { get; init; }

    /// <summary>How the stream is broken off.</summary>
    public OriginCut Cut { get; init; }

    /// <summary>Number of events before the cut.</summary>
    public int CutAt { get; init; }

    /// <summary>How long the stream takes as planned.</summary>
    public TimeSpan Duration => Head + First + Silence + Plan.Duration;

    /// <summary>The request as a query, without the question mark.</summary>
    public string ToQuery() => string.Join('&', OriginText.Settings(this).Select(s => $"{s.Name}={s.Value}"));

    /// <summary>The request as a model name that begins like the given one.</summary>
    public string ToModel(string origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        var settings = OriginText.Settings(this).Select(s => s.Name == "plan" ? s.Value : $"{s.Name}.{s.Value.Replace('@', '.').Replace("-", "", StringComparison.Ordinal)}");
        return string.Join('-', settings.Prepend(origin.Split('-')[0]));
    }

    /// <summary>What exceeds the limits, or null.</summary>
    public string? Exceeds(OriginLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (Plan.Count > limits.Events)
            return $"found {Plan.Count} events, at most {limits.Events} are sent";
        if (Plan.Segments.Max(s => s.Bytes) is var largest && largest > limits.EventBytes)
            return $"found events of {largest} bytes, at most {limits.EventBytes} are sent";
        if (Plan.Bytes > limits.StreamBytes)
            return $"found {Plan.Bytes} bytes in all, at most {limits.StreamBytes} are sent";
        if (Duration > limits.Duration)
            return $"found a stream of {Duration.TotalSeconds:0} s, at most {limits.Duration.TotalSeconds:0} s are sent";
        return null;
    }
}
