using Sluice.Diagnosis.Probing;

namespace Sluice.Diagnosis.Arrivals;

/// <summary>Whether all of the answer came, and whether the client was told when it did not.</summary>
internal static class Endings
{
    /// <summary>A pause before the end that is this much longer than any other is what ended it.</summary>
    const double Silent = 3;

    static readonly TimeSpan ShortestSilence = TimeSpan.FromSeconds(1);

    public static Pattern? Read(Observation observation) => observation switch
    {
        { End: AnswerEnd.Left or AnswerEnd.Malformed } => null,
        { Planned: > 0 } => observation.Events.Count >= observation.Planned ? null : observation.End == AnswerEnd.Complete ? Truncated(0.99) : Cut(observation, 0.99),
        // Without a plan only the message's own framing and the dialect's terminator say that something is missing.
        { End: AnswerEnd.Complete, Terminated: false } => Truncated(0.6) with { Weak = true },
        { End: AnswerEnd.Incomplete or AnswerEnd.Reset, Terminated: not true } => Cut(observation, 0.9) with { Weak = true },
        _ => null,
    };

    static Pattern Truncated(double confidence) => new(PatternKind.TruncatedLooksComplete, confidence);

    static Pattern Cut(Observation observation, double confidence)
    {
        var times = observation.Events.Select(e => e.At).ToArray();
        var longest = times.Skip(1).Zip(times, (next, at) => next - at).DefaultIfEmpty(TimeSpan.Zero).Max();
        var silence = observation.EndAt - (times is [] ? observation.HeadAt ?? TimeSpan.Zero : times[^1]);
        return new(PatternKind.Cut, confidence)
        {
            Period = observation.EndAt,
            Silence = silence >= ShortestSilence && silence > Silent * longest ? silence : null,
        };
    }
}
