using Sluice.Relay;
using Sluice.Testing;

namespace Sluice.Tests.Relay;

public sealed class StreamClocksTests
{
    static readonly TimeoutOptions Limits = new(
        Connect: S(5), FirstToken: S(20), Idle: S(10), Progress: S(30), Total: S(100), ClientWrite: S(6));

    readonly ManualTimeProvider _time = new();
    StreamClocks _clocks;

    public StreamClocksTests() => _clocks = Clocks(Limits);

    [Fact]
    public void First_token_counts_from_the_written_request_until_content()
    {
        At(3, c => c.RequestWritten(c.Now));

        Quiet(22.9);
        Expires(23, EndOfStream.FirstTokenTimeout);
    }

    [Fact]
    public void Bytes_and_headers_do_not_move_the_first_token_limit()
    {
        At(5, c => c.Answered());
        for (var second = 6; second < 20; second += 2)
            At(second, c => c.UpstreamBytes(c.Now));

        Expires(20, EndOfStream.FirstTokenTimeout);
    }

    [Fact]
    public void Idle_counts_from_the_last_upstream_byte()
    {
        At(1, c => c.Content(c.Now));
        At(1, c => c.UpstreamBytes(c.Now));
        At(7, c => c.UpstreamBytes(c.Now));

        Quiet(16.9);
        Expires(17, EndOfStream.IdleTimeout);
    }

    [Fact]
    public void Idle_waits_for_a_first_byte()
    {
        At(1, c => c.Answered());

        Quiet(19.9);
        Expires(20, EndOfStream.FirstTokenTimeout);
    }

    [Fact]
    public void Progress_counts_from_the_last_content_whatever_else_comes()
    {
        At(1, c => c.Content(c.Now));
        for (var second = 1; second < 31; second += 5)
            At(second, c => c.UpstreamBytes(c.Now));

        Quiet(30.9);
        Expires(31, EndOfStream.ProgressTimeout);
    }

    [Fact]
    public void Total_counts_from_the_first_byte_over_all_attempts_and_wins_over_all_others()
    {
        At(90, c => c.AttemptStarts(c.Now));
        Quiet(99.9);

        Expires(100, EndOfStream.TotalTimeout);
        At(100, c => c.Flushing(c.Now));
        Expires(100, EndOfStream.TotalTimeout);
    }

    [Fact]
    public void An_attempt_starts_every_clock_of_the_upstream_anew()
    {
        At(1, c => c.UpstreamBytes(c.Now));
        At(1, c => c.Content(c.Now));
        At(15, c => c.AttemptStarts(c.Now));

        Quiet(34.9);
        Expires(35, EndOfStream.FirstTokenTimeout);
    }

    [Fact]
    public void While_the_client_does_not_take_our_bytes_only_its_own_clock_and_the_total_run()
    {
        At(1, c => c.UpstreamBytes(c.Now));
        At(10, c => c.Flushing(c.Now));

        Quiet(15.9);
        Expires(16, EndOfStream.ClientStalled);
    }

    [Fact]
    public void A_flush_that_ended_gives_the_upstreams_clocks_their_turn_again()
    {
        At(1, c => c.Content(c.Now));
        At(2, c => c.Flushing(c.Now));
        At(6, c => c.UpstreamBytes(c.Now));
        At(6, c => c.Flushing(0));

        Expires(16, EndOfStream.IdleTimeout);
    }

    [Fact]
    public void A_limit_that_is_off_never_comes_up()
    {
        _clocks = Clocks(new TimeoutOptions(null, null, null, null, null, null));
        At(1, c => c.UpstreamBytes(c.Now));
        At(1, c => c.Content(c.Now));

        Assert.Equal(long.MaxValue, _clocks.NextDue(boundary: true));
        Quiet(1_000_000);
        At(1_000_000, c => c.Flushing(c.Now));
        Quiet(2_000_000);
    }

    [Fact]
    public void Heartbeats_come_after_silence_towards_the_client_and_only_at_boundaries()
    {
        _clocks = Clocks(Limits with { FirstToken = null, Idle = null, Total = null, Progress = null }, interval: 15, commitAfter: 0);
        At(1, c => c.Committed(c.Now));
        At(5, c => c.Downstream(c.Now));

        Says(19.9, ClockVerdict.None);
        Says(20, ClockVerdict.Heartbeat);
        Says(20, ClockVerdict.None, boundary: false);
        At(20, c => c.Downstream(c.Now));
        Says(34.9, ClockVerdict.None);
        Says(35, ClockVerdict.Heartbeat);
    }

    [Fact]
    public void Upstream_bytes_do_not_move_heartbeats_and_heartbeats_do_not_move_upstream_clocks()
    {
        _clocks = Clocks(Limits with { FirstToken = null }, interval: 4, commitAfter: 0);
        At(0, c => c.Committed(c.Now));
        At(1, c => c.UpstreamBytes(c.Now));
        Says(4, ClockVerdict.Heartbeat);
        At(4, c => c.Downstream(c.Now));
        Says(8, ClockVerdict.Heartbeat);
        At(8, c => c.Downstream(c.Now));

        Expires(11, EndOfStream.IdleTimeout);
    }

    [Theory]
    [InlineData(15, 10, 15)]
    [InlineData(10, 15, 15)]
    [InlineData(5, 0, 5)]
    public void Before_the_upstreams_headers_the_first_heartbeat_waits_for_interval_and_commit_time(int interval, int commitAfter, int first)
    {
        _clocks = Clocks(Limits with { FirstToken = null, Total = null }, interval, commitAfter);

        Says(first - 0.1, ClockVerdict.None);
        Says(first, ClockVerdict.Heartbeat);
    }

    [Fact]
    public void With_the_upstreams_headers_status_and_headers_go_at_the_commit_time_without_a_heartbeat()
    {
        _clocks = Clocks(Limits with { FirstToken = null, Total = null }, interval: 15, commitAfter: 10);
        At(2, c => c.Answered());

        Assert.False(_clocks.MayCommit(_clocks.Now));
        Says(9.9, ClockVerdict.None);
        Says(10, ClockVerdict.Commit);
        Assert.True(_clocks.MayCommit(_clocks.Now));
        At(10, c => c.Committed(c.Now));
        Says(24.9, ClockVerdict.None);
        Says(25, ClockVerdict.Heartbeat);
    }

    [Fact]
    public void Without_heartbeats_nothing_is_committed_early()
    {
        At(1, c => c.Answered());

        Assert.False(_clocks.MayCommit(_clocks.Now + (1000 * TimeSpan.TicksPerSecond)));
    }

    [Fact]
    public void A_check_says_nothing_before_the_next_due_time_and_always_something_at_it()
    {
        var random = new Random(1);
        for (var round = 0; round < 3000; round++)
        {
            var time = new ManualTimeProvider();
            var limits = new TimeoutOptions(null, Span(random), Span(random), Span(random), Span(random), Span(random));
            var interval = Span(random);
            var clocks = new StreamClocks(time, time.GetTimestamp(), limits, interval, TimeSpan.FromSeconds(random.Next(20)));
            clocks.AttemptStarts(clocks.Now);
            for (var step = 0; step < 12; step++)
            {
                var boundary = random.Next(2) == 0;
                var due = clocks.NextDue(boundary);
                if (due == long.MaxValue)
                    break;
                if (due > clocks.Now + 1)
                    Assert.Equal(ClockVerdict.None, clocks.Check(due - 1, boundary));
                Assert.NotEqual(ClockVerdict.None, clocks.Check(Math.Max(due, clocks.Now), boundary));
                time.Advance(TimeSpan.FromSeconds(random.Next(8)));
                Happen(clocks, random.Next(7));
            }
        }
    }

    static void Happen(StreamClocks clocks, int what)
    {
        var now = clocks.Now;
        switch (what)
        {
            case 0: clocks.UpstreamBytes(now); break;
            case 1: clocks.Content(now); break;
            case 2: clocks.Answered(); break;
            case 3: clocks.Committed(now); break;
            case 4: clocks.Downstream(now); break;
            case 5: clocks.Flushing(now); break;
            default: clocks.Flushing(0); break;
        }
    }

    static TimeSpan? Span(Random random) => random.Next(3) == 0 ? null : TimeSpan.FromSeconds(random.Next(1, 40));

    static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);

    StreamClocks Clocks(TimeoutOptions limits, double? interval = null, double commitAfter = 0)
    {
        var clocks = new StreamClocks(_time, _time.GetTimestamp(), limits, interval is { } seconds ? S(seconds) : null, S(commitAfter));
        clocks.AttemptStarts(clocks.Now);
        return clocks;
    }

    void At(double second, Action<StreamClocks> happens)
    {
        if (S(second) > _time.Elapsed)
            _time.Advance(S(second) - _time.Elapsed);
        happens(_clocks);
    }

    void Says(double second, ClockVerdict verdict, bool boundary = true) => At(second, c => Assert.Equal(verdict, c.Check(c.Now, boundary)));

    void Quiet(double second) => Says(second, ClockVerdict.None);

    void Expires(double second, EndOfStream end)
    {
        Assert.True(_clocks.NextDue(boundary: false) <= _clocks.Now + (S(second) - _time.Elapsed).Ticks);
        Says(second, ClockVerdict.Expired);
        Assert.Equal(end, _clocks.Expired);
    }
}
