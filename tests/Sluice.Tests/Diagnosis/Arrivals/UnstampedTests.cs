using Sluice.Diagnosis.Arrivals;
using Sluice.Diagnosis.Probing;

namespace Sluice.Tests.Diagnosis.Arrivals;

/// <summary>Without stamps the same patterns are recognised, and said to be weaker.</summary>
public sealed class UnstampedTests
{
    public static TheoryData<string, PatternKind> Patterns { get; } = new()
    {
        { "at once", PatternKind.Streams },
        { "buffers", PatternKind.SizeBursts },
        { "whole", PatternKind.WholeBody },
        { "ticks", PatternKind.TimerBursts },
    };

    [Theory, MemberData(nameof(Patterns))]
    public void Arrivals_alone_show_the_pattern_with_little_confidence(string hop, PatternKind expected)
    {
        var pattern = PatternReader.Read(Simulated.Seen(Through(hop), stamped: false));
        Assert.Equal(expected, pattern.Kind);
        Assert.True(pattern.Weak);
        Assert.InRange(pattern.Confidence, 0, 0.8);
    }

    [Fact]
    public void A_dialect_without_its_terminator_is_truncated_however_clean_its_end()
    {
        var seen = Simulated.Seen(Simulated.AtOnce(), stamped: false);
        Assert.Equal(PatternKind.TruncatedLooksComplete, PatternReader.Read(seen with { Terminated = false }).Kind);
        Assert.Equal(PatternKind.Streams, PatternReader.Read(seen with { Terminated = true }).Kind);
        Assert.Equal(PatternKind.Streams, PatternReader.Read(seen with { Terminated = null }).Kind);
    }

    [Fact]
    public void A_reset_behind_the_terminator_took_nothing_away()
    {
        var seen = Simulated.Seen(Simulated.AtOnce(), stamped: false) with { End = AnswerEnd.Reset };
        Assert.Equal(PatternKind.Cut, PatternReader.Read(seen with { Terminated = false }).Kind);
        Assert.Equal(PatternKind.Streams, PatternReader.Read(seen with { Terminated = true }).Kind);
    }

    static IEnumerable<Simulated.Letting> Through(string hop) => hop switch
    {
        "buffers" => Simulated.Buffers(16384),
        "whole" => Simulated.Whole(),
        "ticks" => Simulated.Ticks(500),
        _ => Simulated.AtOnce(),
    };
}
