using Sluice.Diagnosis.Fingerprints;
using Sluice.Diagnosis.Origins;
using Sluice.Diagnosis.Probing;

namespace Sluice.Diagnosis.Examination;

/// <summary>Finds the limits of a path: four streams at the same time, each of them quiet in its own way, until something ends them.</summary>
/// <param name="observe">Sends one request.</param>
public sealed class TimeoutFinder(Func<ProbeTarget, Variation, CancellationToken, Task<Observation>> observe)
{
    static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Two ends this close are the work of one clock.</summary>
    static readonly TimeSpan Same = TimeSpan.FromSeconds(1.5);

    /// <summary>Looks for limits up to that wait.</summary>
    /// <param name="target">The outermost hop, with a reference origin behind the innermost.</param>
    /// <param name="maxWait">How long each stream keeps quiet. The search takes that long and a little more.</param>
    /// <param name="version">The HTTP version to ask with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TimeoutFindings> FindAsync(ProbeTarget target, TimeSpan maxWait, ProbeVersion version, CancellationToken cancellationToken)
    {
        var few = new OriginSegment(TimeSpan.FromMilliseconds(20), 200, 6);
        var requests = new OriginRequest[]
        {
            new() { Plan = new([few]), Silence = maxWait, SilenceAt = 5 },
            new() { Plan = new([few]), Head = maxWait },
            new() { Plan = new([few]), First = maxWait },
            new() { Plan = new([new(Tick, 200, (int)Math.Max(2, maxWait / Tick))]) },
        };
        var seen = await Task.WhenAll(requests.Select(origin => observe(
            target, new() { Origin = origin, Version = version, Patience = maxWait + Grace + TimeSpan.FromSeconds(5), Name = "timeouts" }, cancellationToken)));
        return new(maxWait, Judge(seen[0], seen[1], seen[2], seen[3]));
    }

    /// <summary>Judges the four answers: silence in the middle, a late head, a late first byte, and a steady one.</summary>
    public static IReadOnlyList<LimitFinding> Judge(Observation silent, Observation lateHead, Observation lateFirst, Observation steady)
    {
        ArgumentNullException.ThrowIfNull(silent);
        ArgumentNullException.ThrowIfNull(lateHead);
        ArgumentNullException.ThrowIfNull(lateFirst);
        ArgumentNullException.ThrowIfNull(steady);
        var total = Ended(steady) ? steady.EndAt : (TimeSpan?)null;
        return
        [
            Finding(LimitKind.Total, total, steady),
            Finding(LimitKind.Idle, Within(silent, total, LastSent(silent)), silent),
            Finding(LimitKind.Head, Within(lateHead, total, TimeSpan.Zero), lateHead),
            Finding(LimitKind.FirstByte, Within(lateFirst, total, HeadSent(lateFirst)), lateFirst),
        ];
    }

    /// <summary>When the silence began. A hop that buffers hands out at the end what was sent long before.</summary>
    static TimeSpan LastSent(Observation observation) => observation.Events is [.., var last] ? last.Sent ?? last.At : TimeSpan.Zero;

    /// <summary>When the wait for the body began: with the head, or where a hop keeps it until the end, with the request.</summary>
    static TimeSpan HeadSent(Observation observation) =>
        observation is { HeadAt: { } head, Status: < 300 } && observation.EndAt - head > Same ? head : TimeSpan.Zero;

    static bool Ended(Observation observation) =>
        observation.End != AnswerEnd.Left && (observation.Status is 0 or >= 400 || observation.Planned == 0 || observation.Events.Count < observation.Planned);

    /// <summary>How long after the last sign of life; null where it was not ended, or by the clock that ends everything.</summary>
    static TimeSpan? Within(Observation observation, TimeSpan? total, TimeSpan since) =>
        !Ended(observation) || (total is { } all && (observation.EndAt - all).Duration() < Same) ? null : observation.EndAt - since;

    static LimitFinding Finding(LimitKind kind, TimeSpan? after, Observation observation) =>
        new(kind, after, after is null ? "not ended" : How(observation), after is { } limit ? KnownLimits.Of(kind, limit, ProductClues.Read(observation.Headers, observation.Version.Major == 1).Keys) : []);

    static string How(Observation observation) => observation switch
    {
        { Status: >= 400 } => $"answered with {observation.Status}",
        { Status: 0 } => observation.Fault ?? "no answer",
        { End: AnswerEnd.Complete } => "ended as if it were complete",
        { End: AnswerEnd.Reset } => "reset",
        _ => "closed before its end",
    };
}
