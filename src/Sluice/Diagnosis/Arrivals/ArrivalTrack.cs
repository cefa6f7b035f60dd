using Sluice.Diagnosis.Probing;

namespace Sluice.Diagnosis.Arrivals;

/// <summary>One event on its way, in milliseconds.</summary>
/// <param name="Sent">When it was sent, on the origin's clock.</param>
/// <param name="At">When it arrived, on the probe's clock.</param>
/// <param name="Held">How much later it came than the fastest piece of the same answer.</param>
/// <param name="Bytes">Bytes of the decompressed body up to its end.</param>
public readonly record struct TrackedEvent(double Sent, double At, double Held, long Bytes);

/// <summary>
/// An answer whose events say when they were sent, set against when they arrived. The two clocks need not agree: whatever came fastest,
/// the head included, is taken as not held at all, and everything else is measured from it.
/// </summary>
public sealed class ArrivalTrack
{
    /// <summary>Below this an event is not called held: schedulers, garbage collectors and radio links do that on their own.</summary>
    public const double Tolerance = 40;

    /// <summary>From this interval on an event is slow: what holds it has seen nothing else for long.</summary>
    public const double Slow = 140;

    ArrivalTrack(IReadOnlyList<TrackedEvent> events, IReadOnlyList<ReadStamp> reads, double offset, double headAt, double? headHeld) =>
        (Events, Reads, Offset, HeadAt, HeadHeld) = (events, reads, offset, headAt, headHeld);

    /// <summary>The events in order.</summary>
    public IReadOnlyList<TrackedEvent> Events { get; }

    /// <summary>The reads in order.</summary>
    public IReadOnlyList<ReadStamp> Reads { get; }

    /// <summary>Lateness of the fastest piece: the way there and back, and the difference of the clocks' beginnings.</summary>
    public double Offset { get; }

    /// <summary>When the head arrived.</summary>
    public double HeadAt { get; }

    /// <summary>How long the head was held; null where the origin's own time of it is not known.</summary>
    public double? HeadHeld { get; }

    /// <summary>When the last event was sent.</summary>
    public double LastSent => Events[^1].Sent;

    /// <summary>Half of the events were held longer than this.</summary>
    public double MedianHeld => Numbers.Quantile(Events.Select(e => e.Held), 0.5);

    /// <summary>Events that came with the one before, in the same moment.</summary>
    public int Together => Enumerable.Range(1, Math.Max(0, Events.Count - 1)).Count(i => Events[i].At - Events[i - 1].At < 1);

    /// <summary>Sets arrivals against stamps.</summary>
    /// <returns>Null where no event carries a stamp.</returns>
    public static ArrivalTrack? Of(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        if (observation.Events is not [{ Sent: not null }, ..])
            return null;
        var offset = observation.Events.Min(e => Late(e.At, e.Sent!.Value));
        double? head = observation is { HeadAt: { } at, HeadSent: { } sent } ? Late(at, sent) : null;
        offset = Math.Min(offset, head ?? offset);
        var events = observation.Events.Select(e => new TrackedEvent(
            e.Sent!.Value.TotalMilliseconds, e.At.TotalMilliseconds, Late(e.At, e.Sent.Value) - offset, e.PlainEnd));
        return new([.. events], observation.Reads, offset, observation.HeadAt?.TotalMilliseconds ?? 0, head - offset);
    }

    /// <summary>From one event to the next, as sent.</summary>
    public double IntervalAfter(int index) => index + 1 < Events.Count ? Events[index + 1].Sent - Events[index].Sent : double.PositiveInfinity;

    /// <summary>Indices of events that nothing followed for long: their hold is a hop's patience, not its capacity.</summary>
    public IEnumerable<int> SlowEvents() =>
        Enumerable.Range(0, Math.Max(0, Events.Count - 1)).Where(i => IntervalAfter(i) >= Slow);

    static double Late(TimeSpan at, TimeSpan sent) => (at - sent).TotalMilliseconds;
}
