namespace Sluice.Testing;

/// <summary>
/// A clock that moves only when a test says so. Timers fire on the thread that advances it, in the order of their due times, each seeing
/// exactly its own due time as now.
/// </summary>
/// <remarks>A timer set to zero fires with the next <see cref="Advance"/>, be it by zero; never inside the call that sets it.</remarks>
/// <param name="start">Where the calendar begins. Default: the first instant of 2026, UTC.</param>
public sealed class ManualTimeProvider(DateTimeOffset? start = null) : TimeProvider
{
    readonly Lock _lock = new();
    readonly List<ManualTimer> _pending = [];
    readonly Pulse _pulse = new();
    readonly DateTimeOffset _start = start ?? new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    long _armed;

    // Not zero: code that takes a stamp of zero for "never" shall meet it in production only where it would fail here too.
    static readonly TimeSpan Origin = TimeSpan.FromHours(1);
    TimeSpan _elapsed;

    /// <summary>How far the clock has been advanced.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_lock)
                return _elapsed;
        }
    }

    /// <summary>How many timers wait to fire.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_lock)
                return _pending.Count;
        }
    }

    /// <summary>How long until the next timer is due; null where none waits.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_lock)
                return _pending.Count == 0 ? null : _pending.Min(t => t.Due) - _elapsed;
        }
    }

    /// <summary>How often a timer has been set, by creation or change.</summary>
    public long TimersArmed => Interlocked.Read(ref _armed);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long GetTimestamp() => (Origin + Elapsed).Ticks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and fires every timer that comes due on the way, also those set by the timers that fire.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var target = Elapsed + by;
        while (TakeDue(target) is { } timer)
            timer.Fire();
    }

    /// <summary>Waits until a timer is set, then moves the clock to the first one due. Returns how far it moved.</summary>
    /// <exception cref="TimeoutException">No timer was set within the limit (default 30 s of real time).</exception>
    public async Task<TimeSpan> AdvanceToNextTimerAsync(TimeSpan? limit = null)
    {
        await WaitForTimersAsync(1, limit);
        var step = NextDue ?? TimeSpan.Zero;
        Advance(step);
        return step;
    }

    /// <summary>Waits until at least that many timers wait to fire.</summary>
    /// <exception cref="TimeoutException">There were fewer for the limit (default 30 s of real time).</exception>
    public Task WaitForTimersAsync(int count = 1, TimeSpan? limit = null) =>
        _pulse.UntilAsync(() => PendingTimers >= count).Within($"{count} pending timers", limit, () => $"There are {PendingTimers}.");

    /// <summary>
    /// Waits until timers have been set that many times in all. Read <see cref="TimersArmed"/> first to wait for one more.
    /// </summary>
    /// <exception cref="TimeoutException">They were not within the limit (default 30 s of real time).</exception>
    public Task WaitForTimersArmedAsync(long count, TimeSpan? limit = null) =>
        _pulse.UntilAsync(() => TimersArmed >= count).Within($"timers to be set {count} times", limit, () => $"It was {TimersArmed}.");

    internal bool Arm(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            if (timer.Disposed)
                return false;
            _pending.Remove(timer);
            timer.Period = period;
            if (dueTime == Timeout.InfiniteTimeSpan)
                return true;
            timer.Due = _elapsed + dueTime;
            _pending.Add(timer);
            Interlocked.Increment(ref _armed);
        }
        _pulse.Beat();
        return true;
    }

    internal void Disarm(ManualTimer timer)
    {
        lock (_lock)
        {
            timer.Disposed = true;
            _pending.Remove(timer);
        }
    }

    ManualTimer? TakeDue(TimeSpan target)
    {
        lock (_lock)
        {
            // MinBy keeps the first of equals, and re-arming moves to the end: equal due times fire in the order they were set.
            if (_pending.MinBy(t => t.Due) is not { } timer || timer.Due > target)
            {
                _elapsed = _elapsed > target ? _elapsed : target;
                return null;
            }
            _elapsed = _elapsed > timer.Due ? _elapsed : timer.Due;
            _pending.Remove(timer);
            if (timer.Period > TimeSpan.Zero)
            {
                timer.Due += timer.Period;
                _pending.Add(timer);
            }
            return timer;
        }
    }
}
