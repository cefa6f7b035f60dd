using Sluice.Diagnosis.Arrivals;
using Sluice.Diagnosis.Probing;

namespace Sluice.Tests.Diagnosis.Arrivals;

/// <summary>Each way to hold a stream is told from every other by its arrivals.</summary>
public sealed class PatternTests
{
    [Fact]
    public void Events_that_arrive_when_they_are_sent_stream()
    {
        var pattern = Read(Simulated.AtOnce());
        Assert.Equal(PatternKind.Streams, pattern.Kind);
        Assert.True(pattern.Confidence > 0.95);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(8192)]
    [InlineData(16384)]
    public void Bursts_of_one_size_at_every_rate_are_a_buffer_of_that_size(int size)
    {
        var pattern = Read(Simulated.Buffers(size));
        Assert.Equal(PatternKind.SizeBursts, pattern.Kind);
        Assert.Equal(size, pattern.Bytes);
        Assert.True(pattern.Pages);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public void Bursts_at_one_interval_whatever_their_size_are_a_timer(double period)
    {
        var pattern = Read(Simulated.Ticks(period));
        Assert.Equal(PatternKind.TimerBursts, pattern.Kind);
        Assert.InRange(pattern.Period!.Value.TotalMilliseconds, 0.8 * period, 1.2 * period);
    }

    [Fact]
    public void Events_that_are_all_late_by_the_same_time_are_late_and_not_in_bursts()
    {
        // The head comes at once: without it nobody could tell a constant delay from a long way.
        var pattern = Read(Simulated.Late(200));
        Assert.Equal(PatternKind.Late, pattern.Kind);
        Assert.Equal(200, pattern.Period!.Value.TotalMilliseconds, 5.0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_event_that_comes_with_a_later_one_is_behind_by_that_many(int lag)
    {
        var pattern = Read(Simulated.Behind(lag));
        Assert.Equal(PatternKind.Behind, pattern.Kind);
        Assert.Equal(lag, pattern.Lag);
    }

    [Fact]
    public void Nothing_before_the_end_is_a_whole_body() => Assert.Equal(PatternKind.WholeBody, Read(Simulated.Whole()).Kind);

    [Fact]
    public void A_beginning_that_is_held_is_told_from_a_stream_that_is()
    {
        var pattern = Read(Simulated.Start(60));
        Assert.Equal(PatternKind.StartHeld, pattern.Kind);
        Assert.Equal(60 * 256, pattern.Bytes);
    }

    [Fact]
    public void A_head_that_waits_for_the_first_event_is_held_and_the_events_are_not()
    {
        var pattern = PatternReader.Read(Simulated.Seen(Simulated.AtOnce(), headAt: 300.5));
        Assert.Equal(PatternKind.HeadHeld, pattern.Kind);
        Assert.False(pattern.IsHeld);
    }

    [Fact]
    public void A_machine_that_stalls_now_and_then_does_not_make_a_stream_held()
    {
        // Three stalls of 150 ms in 4.3 seconds, and up to 8 ms at every read.
        var random = new Random(3);
        var pattern = PatternReader.Read(Simulated.Seen(Simulated.AtOnce(), noise: i => i is 40 or 120 or 260 ? 150 : random.NextDouble() * 8));
        Assert.Equal(PatternKind.Streams, pattern.Kind);
    }

    [Fact]
    public void A_buffer_is_recognised_on_a_machine_that_stalls_as_well()
    {
        var random = new Random(5);
        var pattern = PatternReader.Read(Simulated.Seen(Simulated.Buffers(4096), noise: i => i == 9 ? 90 : random.NextDouble() * 6));
        Assert.Equal(PatternKind.SizeBursts, pattern.Kind);
        Assert.Equal(4096, pattern.Bytes);
    }

    [Fact]
    public void Missing_events_at_a_clean_end_look_complete_and_are_not()
    {
        var pattern = PatternReader.Read(Cut(AnswerEnd.Complete, 2000));
        Assert.Equal(PatternKind.TruncatedLooksComplete, pattern.Kind);
    }

    [Fact]
    public void A_cut_in_the_middle_of_events_is_a_cut_in_total()
    {
        var pattern = PatternReader.Read(Cut(AnswerEnd.Incomplete, 1610));
        Assert.Equal(PatternKind.Cut, pattern.Kind);
        Assert.Equal(1610, pattern.Period!.Value.TotalMilliseconds);
        Assert.Null(pattern.Silence);
    }

    [Fact]
    public void A_cut_after_a_pause_longer_than_any_other_is_a_cut_by_silence()
    {
        var pattern = PatternReader.Read(Cut(AnswerEnd.Reset, 3600));
        Assert.Equal(PatternKind.Cut, pattern.Kind);
        Assert.InRange(pattern.Silence!.Value.TotalMilliseconds, 2000, 2400);
    }

    [Fact]
    public void Bytes_without_events_are_no_answer() =>
        Assert.Equal(PatternKind.Failed, PatternReader.Read(Simulated.Seen(Simulated.AtOnce()) with { Events = [] }).Kind);

    static Pattern Read(IEnumerable<Simulated.Letting> lettings) => PatternReader.Read(Simulated.Seen(lettings));

    /// <summary>The first events, up to about 1.6 s, and then the end.</summary>
    static Observation Cut(AnswerEnd end, double at)
    {
        var seen = Simulated.Seen(Simulated.AtOnce().TakeWhile(l => l.At < 1600));
        return seen with { End = end, EndAt = TimeSpan.FromMilliseconds(at) };
    }
}
