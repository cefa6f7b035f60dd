namespace Sluice.Diagnosis.Lint.Timing;

/// <summary>What streams on this path need: how often they make a sound, and how long they last. Either may be unknown.</summary>
/// <param name="Heartbeat">Longest silence of the source, its heartbeat interval.</param>
/// <param name="LongestStream">The longest stream that has to survive.</param>
internal sealed record PathBudget(TimeSpan? Heartbeat, TimeSpan? LongestStream)
{
    /// <summary>Silence that reasoning models are known to keep before the first token; assumed where no heartbeat is named.</summary>
    public static readonly TimeSpan LongSilence = TimeSpan.FromSeconds(120);

    /// <summary>A silence which any prompt of some size exceeds.</summary>
    public static readonly TimeSpan ShortSilence = TimeSpan.FromSeconds(60);

    /// <summary>The time after which the usual SDKs give up; assumed as the longest stream where none is named.</summary>
    public static readonly TimeSpan AssumedStream = TimeSpan.FromMinutes(10);

    static readonly TimeSpan ShortDrain = TimeSpan.FromSeconds(60);
    static readonly TimeSpan LongDrain = TimeSpan.FromMinutes(5);
    static readonly TimeSpan ShortWrite = TimeSpan.FromSeconds(10);

    /// <summary>How bad a timer of this length is; null where it is long enough.</summary>
    public Severity? Judge(TimerKind kind, TimeSpan limit) => kind switch
    {
        TimerKind.Idle when Heartbeat is { } beat => limit <= beat ? Severity.Error : limit < 2 * beat ? Severity.Warning : null,
        TimerKind.Idle or TimerKind.FirstByte => limit < ShortSilence ? Severity.Warning : limit < LongSilence ? Severity.Info : null,
        TimerKind.Total when LongestStream is { } longest => limit < longest ? Severity.Error : null,
        TimerKind.Total => limit < AssumedStream ? Severity.Warning : null,
        TimerKind.Drain when LongestStream is { } longest => limit < longest ? Severity.Warning : null,
        TimerKind.Drain => limit < ShortDrain ? Severity.Warning : limit < LongDrain ? Severity.Info : null,
        _ => limit < ShortWrite ? Severity.Warning : null,
    };

    /// <summary>A length with which the same timer would pass, rounded to what people write.</summary>
    public TimeSpan Suggest(TimerKind kind) => kind switch
    {
        TimerKind.Total => RoundUp(Longest(LongestStream * 1.5 ?? default, TimeSpan.FromMinutes(15))),
        TimerKind.Drain => RoundUp(Longest(LongestStream ?? default, AssumedStream)),
        TimerKind.ClientWrite => TimeSpan.FromSeconds(60),
        _ => RoundUp(Longest(Heartbeat * 4 ?? default, TimeSpan.FromMinutes(5))),
    };

    /// <summary>Why the length is not enough, as the end of a sentence.</summary>
    public string Explain(TimerKind kind, TimeSpan limit) => kind switch
    {
        TimerKind.Idle when Heartbeat is { } beat && limit <= beat => $"the heartbeat of {Durations.Show(beat)} comes too late to reset it",
        TimerKind.Idle when Heartbeat is { } beat => $"with a heartbeat of {Durations.Show(beat)} one late beat is enough to be cut",
        TimerKind.Idle => "a long prompt or a reasoning model is silent for longer, unless something sends heartbeats (name their interval with --heartbeat)",
        TimerKind.FirstByte => "a long prompt or a queue keeps the first byte back for longer",
        TimerKind.Total when LongestStream is { } longest => $"the longest stream takes {Durations.Show(longest)}, and no heartbeat resets this clock",
        TimerKind.Total => "long answers take longer, and no heartbeat resets this clock (name the longest with --longest-stream)",
        TimerKind.Drain when LongestStream is { } longest => $"the longest stream takes {Durations.Show(longest)}",
        TimerKind.Drain => "streams that last longer are cut at every deployment (name the longest with --longest-stream)",
        _ => "a client on a slow link is dropped while it still reads",
    };

    static TimeSpan Longest(TimeSpan a, TimeSpan b) => a > b ? a : b;

    static TimeSpan RoundUp(TimeSpan value) => TimeSpan.FromMinutes(Math.Ceiling(value.TotalMinutes));
}
