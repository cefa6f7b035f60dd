using Sluice.Diagnosis.Arrivals;
using Sluice.Diagnosis.Examination;
using Sluice.Diagnosis.Probing;

namespace Sluice.Tests.Diagnosis.Examination;

/// <summary>The hop at which the pattern begins or changes is the one to blame.</summary>
public sealed class BlameTests
{
    static readonly Pattern Streams = new(PatternKind.Streams, 0.99);
    static readonly Pattern Pages = new(PatternKind.SizeBursts, 0.97) { Bytes = 4096, Pages = true };
    static readonly Pattern Tick = new(PatternKind.TimerBursts, 0.95) { Period = TimeSpan.FromMilliseconds(207) };
    static readonly Pattern Head = new(PatternKind.HeadHeld, 0.99);
    static readonly Pattern Whole = new(PatternKind.WholeBody, 0.99);

    [Fact]
    public void Nobody_is_blamed_where_the_outermost_streams() => Assert.Empty(Blamed(Streams, Streams, Streams));

    [Fact]
    public void The_innermost_hop_with_the_pattern_is_blamed() => Assert.Equal(["b"], Blamed(Pages, Pages, Streams));

    [Fact]
    public void The_outermost_is_blamed_where_all_behind_it_is_well() => Assert.Equal(["a"], Blamed(Pages, Streams, Streams));

    [Fact]
    public void Two_hops_are_blamed_where_the_pattern_changes_the_inner_one_first() => Assert.Equal(["b", "a"], Blamed(Tick, Pages, Streams));

    [Fact]
    public void A_held_head_behind_a_held_stream_is_not_what_is_complained_of() => Assert.Equal(["a"], Blamed(Pages, Head, Streams));

    [Fact]
    public void A_hop_that_asks_for_compression_itself_is_not_blamed_for_the_compressor_behind_it()
    {
        var edge = Hop("a", Pages);
        var app = Hop("b", Streams) with { Decisive = Trial(Whole, "gzip"), OnlyWhen = OnlyWhen.Compressed };
        Assert.Equal(["b"], ChainExaminer.Blames([edge, app, Hop("c", Streams)]).Select(b => b.Name));
    }

    [Fact]
    public void Where_nothing_behind_was_seen_to_be_well_the_place_is_not_certain()
    {
        var blame = Assert.Single(ChainExaminer.Blames([Hop("a", Pages)]));
        Assert.False(blame.Located);
        Assert.True(Assert.Single(ChainExaminer.Blames([Hop("a", Pages), Hop("b", Streams)])).Located);
    }

    static IEnumerable<string> Blamed(params Pattern[] patterns) => ChainExaminer.Blames([.. patterns.Select((p, i) => Hop($"{(char)('a' + i)}", p))]).Select(b => b.Name);

    static HopExamination Hop(string name, Pattern pattern)
    {
        var trial = Trial(pattern, null);
        return new() { Target = new ProbeTarget(name, new Uri("http://127.0.0.1/")), Trials = [trial], Decisive = trial };
    }

    static Trial Trial(Pattern pattern, string? coding) => new(new Observation { Variation = new Variation { AcceptEncoding = coding }, Status = 200, Coding = coding }, pattern);
}
