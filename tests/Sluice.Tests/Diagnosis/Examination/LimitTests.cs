using Sluice.Diagnosis.Examination;
using Sluice.Diagnosis.Probing;
using Sluice.Diagnosis.Reports;

namespace Sluice.Tests.Diagnosis.Examination;

/// <summary>Four quiet streams tell which clock ended them, and what follows.</summary>
public sealed class LimitTests
{
    static readonly Observation Lived = Answer(76, AnswerEnd.Complete, 6);

    [Fact]
    public void A_path_that_ends_nothing_has_no_limits()
    {
        var limits = TimeoutFinder.Judge(Lived, Lived, Lived, Lived);
        Assert.All(limits, l => Assert.Null(l.After));
    }

    [Fact]
    public void Silence_that_is_ended_after_sixty_seconds_names_the_products_of_that_default()
    {
        var idle = Of(TimeoutFinder.Judge(Answer(60.1, AnswerEnd.Incomplete, 5), Lived, Lived, Lived), LimitKind.Idle);
        Assert.Equal(60, idle.After!.Value.TotalSeconds, 0.2);
        Assert.Contains(idle.Products, p => p.Contains("nginx", StringComparison.Ordinal));
        Assert.Contains(idle.Products, p => p.Contains("ALB", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_products_with_the_same_default_the_one_that_the_headers_name_comes_first()
    {
        var cut = Answer(60.1, AnswerEnd.Incomplete, 5) with { Headers = [new("Via", "1.1 varnish (Varnish/7.1)")] };
        Assert.StartsWith("Varnish", Of(TimeoutFinder.Judge(cut, Lived, Lived, Lived), LimitKind.Idle).Products[0], StringComparison.Ordinal);
    }

    [Fact]
    public void One_clock_that_ends_everything_is_a_total_limit_and_nothing_else()
    {
        var cut = Answer(15.2, AnswerEnd.Incomplete, 5);
        var limits = TimeoutFinder.Judge(cut, Answer(15, AnswerEnd.Incomplete, 0) with { Status = 504 }, cut, cut);
        Assert.Equal(15.2, Of(limits, LimitKind.Total).After!.Value.TotalSeconds, 0.1);
        Assert.Contains(Of(limits, LimitKind.Total).Products, p => p.Contains("Envoy", StringComparison.Ordinal));
        Assert.Null(Of(limits, LimitKind.Idle).After);
        Assert.Null(Of(limits, LimitKind.Head).After);
    }

    [Fact]
    public void A_late_head_that_gets_an_error_status_is_a_limit_on_the_head()
    {
        var head = Of(TimeoutFinder.Judge(Lived, Answer(30, AnswerEnd.Complete, 0) with { Status = 504 }, Lived, Lived), LimitKind.Head);
        Assert.Equal(30, head.After!.Value.TotalSeconds);
        Assert.Equal("answered with 504", head.How);
    }

    [Fact]
    public void A_hop_that_hands_out_head_and_events_only_at_the_end_has_waited_since_they_were_sent()
    {
        var held = Answer(60, AnswerEnd.Incomplete, 5);
        var silent = held with { HeadAt = held.EndAt, Events = [.. held.Events.Select(e => e with { At = held.EndAt })] };
        var late = Answer(60, AnswerEnd.Incomplete, 0) with { HeadAt = TimeSpan.FromSeconds(60) };
        var limits = TimeoutFinder.Judge(silent, Lived, late, Lived);
        Assert.Equal(60, Of(limits, LimitKind.Idle).After!.Value.TotalSeconds, 0.2);
        Assert.Equal(60, Of(limits, LimitKind.FirstByte).After!.Value.TotalSeconds, 0.2);
        Assert.Equal(15, new TimeoutFindings(TimeSpan.FromSeconds(75), limits).Heartbeat.TotalSeconds);
    }

    [Theory]
    [InlineData(60.0, 15)]
    [InlineData(10.0, 5)]
    [InlineData(2.0, 1)]
    public void The_heartbeat_is_half_the_shortest_silence_and_fifteen_seconds_at_most(double idle, double heartbeat)
    {
        var found = new TimeoutFindings(TimeSpan.FromSeconds(75), [new(LimitKind.Idle, TimeSpan.FromSeconds(idle), "reset", [])]);
        Assert.Equal(heartbeat, found.Heartbeat.TotalSeconds);
        Assert.Contains(Advice.Limits(found), line => line.StartsWith("Heartbeat:", StringComparison.Ordinal));
    }

    static LimitFinding Of(IReadOnlyList<LimitFinding> limits, LimitKind kind) => limits.Single(l => l.Kind == kind);

    static Observation Answer(double seconds, AnswerEnd end, int events) => new()
    {
        Variation = new Variation(),
        Status = 200,
        HeadAt = TimeSpan.Zero,
        Planned = 6,
        Events = [.. Enumerable.Range(0, events).Select(i => new EventStamp(i, TimeSpan.Zero, TimeSpan.FromMilliseconds(20 * i), 200 * (i + 1)))],
        End = end,
        EndAt = TimeSpan.FromSeconds(seconds),
    };
}
