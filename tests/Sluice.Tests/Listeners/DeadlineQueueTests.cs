using Sluice.Listeners;

namespace Sluice.Tests.Listeners;

public sealed class DeadlineQueueTests
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    readonly ManualTime _time = new();

    [Fact]
    public void A_deadline_fires_at_its_limit_and_not_before()
    {
        var queue = new DeadlineQueue(Limit, _time);
        var fired = 0;
        using var deadline = queue.Start(() => fired++);

        _time.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.Equal((0, false), (fired, deadline.Expired));

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((1, true), (fired, deadline.Expired));
        _time.Advance(Limit * 3);
        Assert.Equal((1, 0), (fired, queue.Count));
    }

    [Fact]
    public void A_disposed_deadline_never_fires()
    {
        var queue = new DeadlineQueue(Limit, _time);
        var deadline = queue.Start(() => Assert.Fail("fired"));
        deadline.Dispose();
        deadline.Dispose();
        _time.Advance(Limit * 2);
        Assert.Equal((false, 0), (deadline.Expired, queue.Count));
    }

    [Fact]
    public void A_thousand_deadlines_share_one_timer_and_fire_in_order_at_their_own_times()
    {
        var queue = new DeadlineQueue(Limit, _time);
        var fired = new List<(int Number, DateTimeOffset At)>();
        var expected = new List<(int, DateTimeOffset)>();
        for (var i = 0; i < 1000; i++)
        {
            var number = i;
            var deadline = queue.Start(() => fired.Add((number, _time.GetUtcNow())));
            if (i % 3 == 0)
                deadline.Dispose();
            else
                expected.Add((i, _time.GetUtcNow() + Limit));
            _time.Advance(TimeSpan.FromMilliseconds(7));
        }

        _time.Advance(Limit);
        Assert.Equal(expected, fired);
        Assert.Equal(1, _time.TimersMade);
    }

    [Fact]
    public void A_fired_action_may_end_and_start_others()
    {
        var queue = new DeadlineQueue(Limit, _time);
        var restarted = false;
        DeadlineQueue.Deadline second = null!;
        using var first = queue.Start(() =>
        {
            second.Dispose();
            queue.Start(() => restarted = true);
        });
        second = queue.Start(() => Assert.Fail("ended by the first"));
        _time.Advance(Limit);
        Assert.False(restarted);
        _time.Advance(Limit);
        Assert.True(restarted);
    }
}
