using Sluice.Diagnosis.Probing;

namespace Sluice.Diagnosis.Arrivals;

/// <summary>Whether all of the answer came, and whether the client was told when it did not.</summary>
internal static class Endings
{
    public static Pattern? Read(Observation observation)
    {
        var (got, planned) = (observation.Events.Count, observation.Planned);
        if (planned == 0 || got >= planned || observation.End == AnswerEnd.Left)
            return null;
        return observation.End == AnswerEnd.Complete
            ? new(PatternKind.TruncatedLooksComplete, 0.99)
            : new(PatternKind.Cut, 0.99) { Period = observation.EndAt };
    }
}
