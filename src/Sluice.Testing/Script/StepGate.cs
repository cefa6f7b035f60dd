namespace Sluice.Testing;

/// <summary>
/// A barrier in a script that a test opens step by step. Each pass of a script takes one release, so nothing needs to sleep.
/// </summary>
public sealed class StepGate
{
    readonly Lock _lock = new();
    readonly Pulse _arrivals = new();
    readonly LinkedList<TaskCompletionSource> _waiting = [];
    int _arrived;
    int _releases;
    bool _open;

    /// <summary>How often a script has come to this gate, passed or not.</summary>
    public int Arrived => Volatile.Read(ref _arrived);

    /// <summary>Lets scripts pass <paramref name="times"/> times, those that wait first, in the order of their arrival.</summary>
    public void Release(int times = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        lock (_lock)
        {
            for (var i = 0; i < times; i++)
                ReleaseOne();
        }
    }

    /// <summary>Opens the gate for good: nothing waits here any more.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _open = true;
            while (_waiting.Count > 0)
                ReleaseOne();
        }
    }

    /// <summary>Waits until scripts have come to this gate <paramref name="times"/> times in all.</summary>
    /// <exception cref="TimeoutException">They did not within the limit (default 30 s of real time).</exception>
    public Task ReachedAsync(int times = 1, TimeSpan? limit = null) =>
        _arrivals.UntilAsync(() => Arrived >= times).Within($"scripts to reach the gate {times} times", limit, () => $"It was {Arrived}.");

    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource>? place = null;
        lock (_lock)
        {
            _arrived++;
            if (!_open && _releases-- <= 0)
            {
                _releases = 0;
                place = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }
        _arrivals.Beat();
        if (place is null)
            return;
        try
        {
            await place.Value.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Abandon(place);
            throw;
        }
    }

    void ReleaseOne()
    {
        if (_waiting.First is not { } first)
        {
            _releases++;
            return;
        }
        _waiting.RemoveFirst();
        first.Value.SetResult();
    }

    void Abandon(LinkedListNode<TaskCompletionSource> place)
    {
        lock (_lock)
        {
            // Released and cancelled at once: the release belongs to the next.
            if (place.List is null)
                ReleaseOne();
            else
                _waiting.Remove(place);
        }
    }
}
