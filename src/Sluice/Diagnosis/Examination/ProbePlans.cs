using Sluice.Diagnosis.Origins;

namespace Sluice.Diagnosis.Examination;

/// <summary>
/// What the origin is asked to send. First slow events at uneven intervals, which tell a delay from a lag and a timer from a buffer; then
/// small events fast, then large ones at another rate, so that sizes and periods cannot be mistaken for each other.
/// </summary>
internal static class ProbePlans
{
    /// <summary>Whether anybody answers, and whether the origin is behind it: one event.</summary>
    public static readonly OriginRequest Hello = new() { Plan = Plan("5ms-256b-x1") };

    /// <summary>Enough for every pattern: 4.3 seconds, 306 events, 115 kB.</summary>
    public static readonly OriginRequest Full = new()
    {
        First = TimeSpan.FromMilliseconds(300),
        Plan = Plan("210ms-256b-x2-290ms-x1-250ms-x1-330ms-x1-270ms-x1-5ms-x250-10ms-1000b-x50"),
    };

    /// <summary>Enough to see whether it is held at all, and the usual sizes: 2 seconds, 64 kB.</summary>
    public static readonly OriginRequest Short = new()
    {
        First = TimeSpan.FromMilliseconds(200),
        Plan = Plan("150ms-256b-x2-230ms-x1-170ms-x1-260ms-x1-190ms-x1-5ms-x130-10ms-1000b-x30"),
    };

    /// <summary>A few events, and then the connection behind the hop breaks.</summary>
    public static OriginRequest Cut(OriginCut how) => new() { Plan = Plan("20ms-256b-x20"), Cut = how, CutAt = 6 };

    static OriginPlan Plan(string text)
    {
        var reader = new OriginPlanReader();
        foreach (var token in text.Split('-'))
        {
            if (reader.Token(token) is { } problem)
                throw new FormatException(problem);
        }

        return reader.Read();
    }
}
