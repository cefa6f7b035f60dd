using Sluice.Diagnosis.Origins;
using Sluice.Diagnosis.Probing;

namespace Sluice.Tests.Diagnosis.Arrivals;

/// <summary>Answers as a hop of a certain make would let them through, without any hop: what the recogniser sees, to the microsecond.</summary>
internal static class Simulated
{
    /// <summary>One read: when, and how many bytes of the body have come in all.</summary>
    public readonly record struct Letting(double At, long Bytes);

    /// <summary>What the origin sends, as (time in milliseconds, bytes) of each event: slow ones at uneven intervals, then fast small ones, then large ones.</summary>
    public static (double Sent, int Bytes)[] Plan { get; } = [.. Times()];

    /// <summary>Each event at once.</summary>
    public static IEnumerable<Letting> AtOnce() => Late(0);

    /// <summary>Each event later by the same time.</summary>
    public static IEnumerable<Letting> Late(double by)
    {
        var bytes = 0L;
        foreach (var (sent, size) in Plan)
            yield return new(sent + by, bytes += size);
    }

    /// <summary>Whole buffers, and the rest at the end.</summary>
    public static IEnumerable<Letting> Buffers(int size)
    {
        var (bytes, let) = (0L, 0L);
        foreach (var (sent, length) in Plan)
        {
            bytes += length;
            if (bytes - let < size)
                continue;
            let = bytes / size * size;
            yield return new(sent, let);
        }

        yield return new(Plan[^1].Sent, bytes);
    }

    /// <summary>Everything gathered, once per tick.</summary>
    public static IEnumerable<Letting> Ticks(double period)
    {
        var end = Plan[^1].Sent;
        for (var tick = period; tick < end + period; tick += period)
        {
            var bytes = Plan.Where(e => e.Sent <= tick).Sum(e => (long)e.Bytes);
            if (bytes > 0)
                yield return new(Math.Min(tick, end), bytes);
        }
    }

    /// <summary>Each event when the one so many behind it is sent.</summary>
    public static IEnumerable<Letting> Behind(int lag)
    {
        for (var i = lag; i < Plan.Length; i++)
            yield return new(Plan[i].Sent, Plan.Take(i + 1 - lag).Sum(e => (long)e.Bytes));
        yield return new(Plan[^1].Sent, Plan.Sum(e => (long)e.Bytes));
    }

    /// <summary>Nothing before the end.</summary>
    public static IEnumerable<Letting> Whole() => [new(Plan[^1].Sent, Plan.Sum(e => (long)e.Bytes))];

    /// <summary>The beginning together, the rest at once.</summary>
    public static IEnumerable<Letting> Start(int events)
    {
        var bytes = Plan.Take(events).Sum(e => (long)e.Bytes);
        yield return new(Plan[events - 1].Sent, bytes);
        foreach (var (sent, size) in Plan.Skip(events))
            yield return new(sent, bytes += size);
    }

    /// <summary>The observation that a client makes of it.</summary>
    /// <param name="lettings">What the hop lets through.</param>
    /// <param name="stamped">Whether the events say when they were sent.</param>
    /// <param name="headAt">When the head comes; the origin sends it at 0.</param>
    /// <param name="noise">Lateness that a busy machine adds to the read of a given number.</param>
    public static Observation Seen(IEnumerable<Letting> lettings, bool stamped = true, double headAt = 1, Func<int, double>? noise = null)
    {
        const double Way = 0.7;
        var (reads, last) = (new List<ReadStamp>(), 0.0);
        foreach (var (letting, i) in lettings.Select((l, i) => (l, i)))
        {
            // What is late delays what is behind it.
            last = Math.Max(last, letting.At + Way + (noise?.Invoke(i) ?? 0));
            reads.Add(new(Ms(last), letting.Bytes + 200, letting.Bytes, letting.Bytes));
        }

        var (events, end) = (new List<EventStamp>(), 0L);
        foreach (var ((sent, size), number) in Plan.Select((e, i) => (e, i)))
        {
            end += size;
            var arrival = reads.FindIndex(r => r.Plain >= end);
            if (arrival >= 0)
                events.Add(new(number, stamped ? Ms(sent) : null, reads[arrival].At, end));
        }

        return new()
        {
            Variation = new Variation(),
            Status = 200,
            HeadAt = Ms(headAt),
            HeadSent = stamped ? TimeSpan.Zero : null,
            Framing = BodyFraming.Chunked,
            Reads = reads,
            Events = events,
            Planned = stamped ? Plan.Length : 0,
            End = AnswerEnd.Complete,
            EndAt = reads[^1].At,
        };
    }

    static IEnumerable<(double, int)> Times()
    {
        var at = 300.0;
        foreach (var pause in new[] { 0.0, 210, 290, 250, 330, 270 })
            yield return (at += pause, 256);
        for (var i = 0; i < 250; i++)
            yield return (at += 5, 256);
        for (var i = 0; i < 50; i++)
            yield return (at += 10, 1000);
    }

    static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
