using System.Collections.Concurrent;
using Sluice.Relay;

namespace Sluice.Admission;

/// <summary>Whether the gateway still wants work, and the exchanges that have to be told when it does not wait any longer.</summary>
public sealed class DrainState
{
    readonly ConcurrentDictionary<Pacer, byte> _open = new();
    readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _active;
    volatile bool _ready = true;
    volatile bool _accepting = true;
    volatile bool _ended;

    /// <summary>Whether readiness is 200.</summary>
    public bool Ready => _ready;

    /// <summary>Whether new exchanges are taken.</summary>
    public bool Accepting => _accepting;

    /// <summary>Exchanges open.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Readiness turns 503; requests are still served, since balancers take a moment to notice.</summary>
    public void StopBeingReady() => _ready = false;

    /// <summary>New exchanges are refused from here on. Completes when the last open one has ended.</summary>
    public Task StopAccepting()
    {
        _ready = false;
        _accepting = false;
        if (Active == 0)
            _empty.TrySetResult();
        return _empty.Task;
    }

    /// <summary>The deadline has passed: every open exchange is ended, in its dialect.</summary>
    /// <returns>How many were told.</returns>
    public int EndAll()
    {
        _ended = true;
        var told = 0;
        foreach (var pacer in _open.Keys)
        {
            pacer.OnDrained();
            told++;
        }

        return told;
    }

    internal void Enter(Pacer pacer)
    {
        Interlocked.Increment(ref _active);
        _open.TryAdd(pacer, 0);
        if (_ended)
            pacer.OnDrained();
    }

    internal void Leave(Pacer pacer)
    {
        _open.TryRemove(pacer, out _);
        if (Interlocked.Decrement(ref _active) == 0 && !_accepting)
            _empty.TrySetResult();
    }
}
