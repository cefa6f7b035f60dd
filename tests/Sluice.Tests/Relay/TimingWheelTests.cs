using Sluice.Relay;
using Sluice.Testing;

namespace Sluice.Tests.Relay;

public sealed class TimingWheelTests : IDisposable
{
    static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(20);

    readonly ManualTimeProvider _time = new();
    readonly TimingWheel _wheel;

    public TimingWheelTests() => _wheel = new TimingWheel(_time, Resolution);

    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(1000)]
    [InlineData(20_479)]
    [InlineData(20_480)]
    [InlineData(20_481)]
    [InlineData(123_457)]
    public async Task An_appointment_is_kept_never_early_and_at_most_two_ticks_late(int milliseconds)
    {
        var entry = new Entry(_time);
        var due = TimeSpan.FromMilliseconds(milliseconds);
        _wheel.Schedule(entry, Stamp(due));

        while (_time.Elapsed < due)
            Step(Min(Resolution / 4, due - _time.Elapsed));
        await SettleAsync();
        Assert.True(entry.FiredAt is null || entry.FiredAt >= due, $"due at {due}, fired at {entry.FiredAt}");
        Step(Resolution * 2);
        await entry.Fired.Within("the appointment");

        Assert.Equal(0, _wheel.Count);
    }

    [Fact]
    public async Task An_appointment_in_the_past_comes_up_with_the_next_tick()
    {
        _time.Advance(TimeSpan.FromHours(2));
        var entry = new Entry(_time);
        _wheel.Schedule(entry, Stamp(TimeSpan.FromHours(1)));

        Step(Resolution);

        await entry.Fired.Within("the appointment");
    }

    [Fact]
    public async Task An_earlier_appointment_replaces_a_later_one_and_is_kept_when_a_later_one_is_asked_for()
    {
        var (sooner, later) = (new Entry(_time), new Entry(_time));
        _wheel.Schedule(sooner, Stamp(TimeSpan.FromSeconds(10)));
        _wheel.Schedule(sooner, Stamp(TimeSpan.FromSeconds(1)));
        _wheel.Schedule(later, Stamp(TimeSpan.FromSeconds(1)));
        _wheel.Schedule(later, Stamp(TimeSpan.FromSeconds(10)));
        Assert.Equal(2, _wheel.Count);

        Step(TimeSpan.FromSeconds(1) + (Resolution * 2));

        await Task.WhenAll(sooner.Fired, later.Fired).Within("both appointments");
        Assert.Equal(0, _wheel.Count);
    }

    [Fact]
    public async Task What_was_removed_does_not_come_up()
    {
        var (removed, kept) = (new Entry(_time), new Entry(_time));
        foreach (var entry in new[] { removed, kept })
            _wheel.Schedule(entry, Stamp(TimeSpan.FromSeconds(1)));
        _wheel.Remove(removed);
        _wheel.Remove(removed);

        Step(TimeSpan.FromSeconds(2));
        await kept.Fired.Within("the appointment that was kept");
        await SettleAsync();

        Assert.Null(removed.FiredAt);
    }

    [Fact]
    public async Task The_timer_runs_only_while_something_is_scheduled()
    {
        Assert.Equal(0, _time.PendingTimers);
        var entry = new Entry(_time);
        _wheel.Schedule(entry, Stamp(TimeSpan.FromSeconds(1)));
        Assert.Equal(1, _time.PendingTimers);

        Step(TimeSpan.FromSeconds(2));
        await entry.Fired.Within("the appointment");

        Assert.Equal(0, _time.PendingTimers);
        _wheel.Schedule(new Entry(_time), Stamp(TimeSpan.FromSeconds(9)));
        Assert.Equal(1, _time.PendingTimers);
    }

    [Fact]
    public async Task A_clock_that_jumps_over_several_turns_of_the_wheel_brings_up_everything_due()
    {
        var entries = Enumerable.Range(0, 500).Select(_ => new Entry(_time)).ToArray();
        for (var i = 0; i < entries.Length; i++)
            _wheel.Schedule(entries[i], Stamp(TimeSpan.FromMilliseconds(i * 200)));
        var jumpy = new Jump();
        using var wheel = new TimingWheel(jumpy, Resolution);
        var jumped = new Entry(_time);
        wheel.Schedule(jumped, jumpy.GetTimestamp() + (TimeSpan.TicksPerSecond * 70));

        // A machine that slept: one tick, much later.
        jumpy.Now += TimeSpan.TicksPerMinute * 5;
        jumpy.Tick();
        Step(TimeSpan.FromSeconds(101));

        await Task.WhenAll(entries.Append(jumped).Select(entry => entry.Fired)).Within("all appointments");
        Assert.Equal((0, 0), (_wheel.Count, wheel.Count));
    }

    [Fact]
    public async Task Random_appointments_come_up_in_the_order_of_their_ticks()
    {
        var random = new Random(99);
        var entries = Enumerable.Range(0, 2000).Select(_ => (Entry: new Entry(_time), Due: TimeSpan.FromMilliseconds(random.Next(1, 60_000)))).ToArray();
        foreach (var (entry, due) in entries)
            _wheel.Schedule(entry, Stamp(due));
        for (var i = 0; i < 200; i++)
            _wheel.Remove(entries[i].Entry);

        // One tick at a time, and whoever left the wheel has run before the next: what it saw as now is exact.
        while (_wheel.Count > 0)
        {
            Step(Resolution);
            var gone = entries.Length - 200 - _wheel.Count;
            for (var tries = 0; entries.Skip(200).Count(pair => pair.Entry.Fired.IsCompleted) < gone; tries++)
            {
                Assert.True(tries < 100_000, "an appointment left the wheel and did not come up");
                await SettleAsync();
            }
        }

        Assert.All(entries[..200], pair => Assert.Null(pair.Entry.FiredAt));
        Assert.All(entries[200..], pair => Assert.InRange(pair.Entry.FiredAt!.Value, pair.Due, pair.Due + (Resolution * 2)));
    }

    [Fact]
    public async Task No_appointment_is_lost_while_threads_schedule_move_and_ticks_overlap()
    {
        const int Each = 20_000;
        using var wheel = new TimingWheel(TimeProvider.System, TimeSpan.FromMilliseconds(1));
        var frequency = TimeProvider.System.TimestampFrequency;

        await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            var batch = new List<Entry>();
            for (var i = 0; i < Each; i++)
            {
                var entry = new Entry(TimeProvider.System);
                var now = TimeProvider.System.GetTimestamp();
                wheel.Schedule(entry, now + random.NextInt64(frequency / 20));
                if (random.Next(3) == 0)
                    wheel.Schedule(entry, now + random.NextInt64(frequency / 100));
                batch.Add(entry);
                if (batch.Count < 500)
                    continue;
                await Task.WhenAll(batch.Select(e => e.Fired)).Within("a batch of appointments", situation: () => $"{wheel.Count} are on the wheel");
                batch.Clear();
            }
        })));

        Assert.Equal(0, wheel.Count);
    }

    public void Dispose() => _wheel.Dispose();

    void Step(TimeSpan by) => _time.Advance(by);

    long Stamp(TimeSpan elapsed) => _time.GetTimestamp() - _time.Elapsed.Ticks + elapsed.Ticks;

    static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <summary>Waits until the pool has run everything that was queued before.</summary>
    static async Task SettleAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(_ => done.SetResult(), null);
        await done.Task.Within("the pool");
    }

    sealed class Entry(TimeProvider time) : WheelEntry
    {
        readonly TaskCompletionSource _fired = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Fired => _fired.Task;

        public TimeSpan? FiredAt { get; private set; }

        protected override void OnDue()
        {
            FiredAt = time is ManualTimeProvider manual ? manual.Elapsed : TimeSpan.Zero;
            _fired.TrySetResult();
        }
    }

    /// <summary>A clock whose timer ticks when it is told to.</summary>
    sealed class Jump : TimeProvider
    {
        TimerCallback? _callback;
        object? _state;

        public long Now { get; set; } = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;

        public void Tick() => _callback!(_state);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, _state) = (callback, state);
            return new Idle();
        }

        sealed class Idle : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
