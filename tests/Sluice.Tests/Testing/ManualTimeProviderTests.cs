using Sluice.Testing;

namespace Sluice.Tests.Testing;

public sealed class ManualTimeProviderTests
{
    readonly ManualTimeProvider _time = new();
    readonly List<string> _fired = [];

    [Fact]
    public void Timers_fire_in_due_order_at_their_own_time_on_the_advancing_thread()
    {
        var thread = Environment.CurrentManagedThreadId;
        Set("late", 30);
        Set("early", 10);
        Set("equal", 10);
        Set("never", 31);

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal([$"early@10/{thread}", $"equal@10/{thread}", $"late@30/{thread}"], _fired);
        Assert.Equal(TimeSpan.FromSeconds(1), _time.NextDue);
    }

    [Fact]
    public void A_periodic_timer_fires_for_every_period_until_it_is_disposed()
    {
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                _fired.Add("tick");
                if (_fired.Count == 3)
                    timer!.Dispose();
            }, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(2, _fired.Count);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(3, _fired.Count);
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public void A_timer_set_by_a_timer_fires_in_the_same_advance()
    {
        _time.CreateTimer(_ => Set("second", 5), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.StartsWith("second@10/", Assert.Single(_fired), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delays_and_cancellations_follow_the_clock()
    {
        var begin = (Stamp: _time.GetTimestamp(), Utc: _time.GetUtcNow());
        var delay = Task.Delay(TimeSpan.FromMinutes(2), _time);
        using var source = new CancellationTokenSource(TimeSpan.FromMinutes(1), _time);
        await _time.WaitForTimersAsync(2);

        Assert.Equal(TimeSpan.FromMinutes(1), await _time.AdvanceToNextTimerAsync());
        Assert.True(source.IsCancellationRequested);
        Assert.False(delay.IsCompleted);
        Assert.Equal(TimeSpan.FromMinutes(1), await _time.AdvanceToNextTimerAsync());
        await delay;

        Assert.Equal(TimeSpan.FromMinutes(2), _time.GetElapsedTime(begin.Stamp));
        Assert.Equal(TimeSpan.FromMinutes(2), _time.GetUtcNow() - begin.Utc);
    }

    [Fact]
    public async Task Waiting_for_a_timer_ends_when_another_thread_sets_one()
    {
        var armed = _time.TimersArmed;
        var waiting = _time.WaitForTimersArmedAsync(armed + 1);
        Assert.False(waiting.IsCompleted);

        _ = Task.Run(() => Task.Delay(TimeSpan.FromDays(1), _time));

        await waiting;
        Assert.Equal(1, _time.PendingTimers);
        var error = await Assert.ThrowsAsync<TimeoutException>(() => _time.WaitForTimersAsync(2, TimeSpan.FromMilliseconds(1)));
        Assert.Equal("Waited 0.001 s for 2 pending timers. There are 1.", error.Message);
    }

    void Set(string name, int seconds) => _time.CreateTimer(
        _ => _fired.Add($"{name}@{_time.Elapsed.TotalSeconds}/{Environment.CurrentManagedThreadId}"),
        null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
}
