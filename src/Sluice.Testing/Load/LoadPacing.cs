namespace Sluice.Testing.Load;

/// <summary>Writes all paced streams of an upstream from one loop, so that thousands of them cost a queue and a timer.</summary>
internal sealed class LoadPacing : IAsyncDisposable
{
    readonly TimeProvider _time;
    readonly Random _random = new(1);
    readonly PriorityQueue<PacedStream, long> _queue = new();
    readonly List<PacedStream> _held = [];
    readonly Lock _lock = new();
    readonly CancellationTokenSource _stop = new();
    readonly Task _running;

    public LoadPacing(TimeProvider time)
    {
        _time = time;
        _running = RunAsync();
    }

    /// <summary>Begins a stream. Streams that start together would otherwise beat together for ever, so the first event comes within one interval.</summary>
    public void Add(PacedStream stream)
    {
        lock (_lock)
            _queue.Enqueue(stream, Due(stream));
    }

    /// <summary>Keeps a stream silent until the release.</summary>
    public void Hold(PacedStream stream)
    {
        lock (_lock)
            _held.Add(stream);
    }

    /// <summary>Lets all silent streams go on.</summary>
    public void Release()
    {
        lock (_lock)
        {
            foreach (var stream in _held)
                _queue.Enqueue(stream, Due(stream));
            _held.Clear();
        }
    }

    long Due(PacedStream stream) => _time.GetTimestamp() + (long)(_random.NextDouble() * stream.Interval);

    async Task RunAsync()
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1), _time);
        var due = new List<(PacedStream Stream, long At)>();
        try
        {
            while (await tick.WaitForNextTickAsync(_stop.Token))
            {
                Take(due);
                foreach (var (stream, at) in due)
                {
                    if (stream.Step(at, _time) is not { } next)
                        continue;
                    lock (_lock)
                        _queue.Enqueue(stream, next);
                }

                due.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed: what still streams is cut together with its connection.
        }
    }

    void Take(List<(PacedStream Stream, long At)> due)
    {
        var now = _time.GetTimestamp();
        lock (_lock)
        {
            while (_queue.TryPeek(out _, out var at) && at <= now)
                due.Add((_queue.Dequeue(), at));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
