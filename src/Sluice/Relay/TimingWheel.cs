namespace Sluice.Relay;

/// <summary>
/// One coarse clock for all streams: a hashed wheel on a single timer, which runs only while something is scheduled.
/// A timer per stream would cost an allocation and a queue operation for every chunk that moves a deadline; here a chunk stores a
/// timestamp, and the wheel asks the stream when the old deadline comes up.
/// </summary>
public sealed class TimingWheel : IDisposable
{
    const int Slots = 1024;

    readonly TimeProvider _time;
    readonly long _tick;
    readonly long _start;
    readonly TimeSpan _period;
    readonly WheelEntry?[] _slots = new WheelEntry?[Slots];
    readonly Lock _gate = new();
    readonly ITimer _timer;
    long _lastTick;
    int _count;

    /// <summary>Makes a wheel.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="resolution">How exact deadlines are; 20 ms is the gateway's own.</param>
    public TimingWheel(TimeProvider time, TimeSpan resolution)
    {
        _time = time;
        _period = resolution;
        _tick = Math.Max(1, (long)(resolution.TotalSeconds * time.TimestampFrequency));
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((TimingWheel)state!).OnTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Entries that wait on the wheel.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Asks to be called at or soon after <paramref name="due"/>; an earlier appointment of the same entry is kept.</summary>
    internal void Schedule(WheelEntry entry, long due)
    {
        lock (_gate)
        {
            if (entry.Slot >= 0)
            {
                if (entry.Due <= due)
                    return;
                Unlink(entry);
            }

            // One reading of the clock for both: an entry in a slot that counts as passed would wait a whole turn of the wheel.
            var now = TickOf(_time.GetTimestamp());
            Link(entry, due, now);
            if (_count++ == 0)
            {
                _lastTick = now;
                _timer.Change(_period, _period);
            }
        }
    }

    /// <summary>Forgets the entry.</summary>
    internal void Remove(WheelEntry entry)
    {
        lock (_gate)
        {
            if (entry.Slot >= 0)
                Unlink(entry);
        }
    }

    void OnTick()
    {
        lock (_gate)
        {
            var now = TickOf(_time.GetTimestamp());
            if (now - _lastTick > Slots)
                _lastTick = now - Slots;
            while (_lastTick < now)
                Collect(++_lastTick, now);
            if (_count == 0)
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    void Collect(long tick, long now)
    {
        var entry = _slots[tick % Slots];
        while (entry is not null)
        {
            var next = entry.Next;
            if (TickOf(entry.Due) <= now)
            {
                Unlink(entry);
                // Queued, not called: one stream's heartbeat must not delay the deadlines of the others. And queued in here: ticks may overlap,
                // and an entry may be back on the wheel before a list kept outside the lock was worked off.
                ThreadPool.UnsafeQueueUserWorkItem(entry, preferLocal: false);
            }

            entry = next;
        }
    }

    long TickOf(long timestamp) => (timestamp - _start) / _tick;

    void Link(WheelEntry entry, long due, long now)
    {
        // A tick late rather than a tick early: an entry that fires early would only have to be put back.
        var tick = Math.Max(TickOf(due) + 1, now + 1);
        entry.Due = due;
        entry.Slot = (int)(tick % Slots);
        entry.Previous = null;
        entry.Next = _slots[entry.Slot];
        if (entry.Next is not null)
            entry.Next.Previous = entry;
        _slots[entry.Slot] = entry;
    }

    void Unlink(WheelEntry entry)
    {
        if (entry.Previous is null)
            _slots[entry.Slot] = entry.Next;
        else
            entry.Previous.Next = entry.Next;
        if (entry.Next is not null)
            entry.Next.Previous = entry.Previous;
        entry.Next = entry.Previous = null;
        entry.Slot = -1;
        _count--;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}

/// <summary>Something that waits on the wheel. Its links live in it, so that scheduling allocates nothing.</summary>
public abstract class WheelEntry : IThreadPoolWorkItem
{
    internal WheelEntry? Next;
    internal WheelEntry? Previous;
    internal long Due;
    internal int Slot = -1;

    /// <summary>Called on a pool thread when the appointment came up; the entry is off the wheel by then.</summary>
    protected abstract void OnDue();

    void IThreadPoolWorkItem.Execute() => OnDue();
}
