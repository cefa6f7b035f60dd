namespace Sluice.Listeners;

/// <summary>
/// One time limit that many connections run under at once, on one timer. Since the limit is the same for all, deadlines come due in
/// the order in which they began: a linked list is all it takes, and beginning and ending one costs no timer.
/// </summary>
internal sealed class DeadlineQueue
{
    readonly Lock _lock = new();
    readonly LinkedList<Deadline> _running = new();
    readonly TimeProvider _time;
    readonly ITimer _timer;
    bool _armed;

    public DeadlineQueue(TimeSpan limit, TimeProvider time)
    {
        Limit = limit;
        _time = time;
        _timer = time.CreateTimer(
            static queue => ((DeadlineQueue)queue!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeSpan Limit { get; }

    internal int Count
    {
        get
        {
            lock (_lock)
                return _running.Count;
        }
    }

    /// <summary>
    /// Starts one: the action runs once on the timer's thread when the limit passes, unless the deadline is disposed before.
    /// </summary>
    public Deadline Start(Action onExpired)
    {
        var deadline = new Deadline(this, onExpired, _time.GetTimestamp());
        lock (_lock)
        {
            _running.AddLast(deadline.Node);
            if (!_armed)
                Arm(Limit);
        }

        return deadline;
    }

    void Expire()
    {
        while (TakeDue() is { } due)
            due.Fire();
    }

    // Fired outside the lock: what runs then may end other deadlines.
    Deadline? TakeDue()
    {
        lock (_lock)
        {
            if (_running.First is not { } first)
            {
                _armed = false;
                return null;
            }

            var left = Limit - _time.GetElapsedTime(first.Value.StartedAt);
            if (left > TimeSpan.Zero)
            {
                Arm(left);
                return null;
            }

            _running.Remove(first);
            return first.Value;
        }
    }

    void Arm(TimeSpan due)
    {
        _armed = true;

        // A timer counts whole milliseconds: rounding up keeps it from firing just before the deadline and again at once.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    void End(Deadline deadline)
    {
        lock (_lock)
        {
            if (deadline.Node.List is not null)
                _running.Remove(deadline.Node);
        }
    }

    internal sealed class Deadline : IDisposable
    {
        readonly DeadlineQueue _queue;
        readonly Action _onExpired;
        volatile bool _expired;

        public Deadline(DeadlineQueue queue, Action onExpired, long startedAt)
        {
            _queue = queue;
            _onExpired = onExpired;
            StartedAt = startedAt;
            Node = new LinkedListNode<Deadline>(this);
        }

        /// <summary>Whether the limit passed before the deadline was disposed.</summary>
        public bool Expired => _expired;

        internal long StartedAt { get; }

        internal LinkedListNode<Deadline> Node { get; }

        public void Dispose() => _queue.End(this);

        internal void Fire()
        {
            _expired = true;
            _onExpired();
        }
    }
}
