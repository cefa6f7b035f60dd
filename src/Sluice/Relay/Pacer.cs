using System.Threading.Tasks.Sources;

namespace Sluice.Relay;

/// <summary>What woke a waiting exchange.</summary>
[Flags]
public enum Wake
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The operation that was waited for has completed.</summary>
    Operation = 1,

    /// <summary>A deadline of <see cref="StreamClocks"/> came up.</summary>
    Due = 2,

    /// <summary>The client closed or reset.</summary>
    ClientGone = 4,

    /// <summary>The drain deadline passed.</summary>
    Drain = 8,
}

/// <summary>
/// Every wait of one exchange, from before the first upstream byte to the last: for an operation, a deadline, a client that leaves, or
/// the drain, whichever comes first. One waiter at a time; signals may come from any thread and are never lost. Nothing is allocated per wait.
/// </summary>
/// <remarks>
/// The pending operation is kept and waited for again after each signal. Cancelling it instead would be simpler, but
/// <c>CancelPendingRead</c> on a pipe over an HTTP response takes the upstream connection with it.
/// </remarks>
public sealed class Pacer : WheelEntry, IValueTaskSource<Wake>
{
    const int Waiting = 1 << 16;
    const int Signals = Waiting - 1;

    readonly TimingWheel _wheel;
    ManualResetValueTaskSourceCore<bool> _wait;
    int _state;
    long _scheduled = long.MaxValue;
    volatile bool _clientGone;
    volatile bool _drained;

    /// <summary>Makes the pacer of one exchange.</summary>
    public Pacer(TimingWheel wheel)
    {
        _wheel = wheel;
        OperationCompleted = () => Signal(Wake.Operation);
    }

    /// <summary>Hand this to the awaiter of the pending operation: one delegate for the whole exchange.</summary>
    public Action OperationCompleted { get; }

    /// <summary>Whether the client has gone; it does not come back.</summary>
    public bool ClientGone => _clientGone;

    /// <summary>Whether the drain deadline has passed.</summary>
    public bool Drained => _drained;

    /// <summary>The client closed or reset its side.</summary>
    public void OnClientGone()
    {
        _clientGone = true;
        Signal(Wake.ClientGone);
    }

    /// <summary>The drain deadline has passed.</summary>
    public void OnDrained()
    {
        _drained = true;
        Signal(Wake.Drain);
    }

    /// <summary>Waits for the next signal, or until <paramref name="due"/>.</summary>
    /// <param name="due">Timestamp of the earliest deadline; <see cref="long.MaxValue"/> for none.</param>
    public ValueTask<Wake> WaitAsync(long due)
    {
        if (due < Volatile.Read(ref _scheduled))
        {
            Volatile.Write(ref _scheduled, due);
            _wheel.Schedule(this, due);
        }

        while (true)
        {
            var state = Volatile.Read(ref _state);
            if ((state & Signals) != 0)
                return new ValueTask<Wake>((Wake)(Interlocked.Exchange(ref _state, 0) & Signals));
            _wait.Reset();
            if (Interlocked.CompareExchange(ref _state, Waiting, state) == state)
                return new ValueTask<Wake>(this, _wait.Version);
        }
    }

    /// <summary>Takes what was signalled while nobody waited, without waiting.</summary>
    public Wake Take() => Volatile.Read(ref _state) == 0 ? Wake.None : (Wake)(Interlocked.Exchange(ref _state, 0) & Signals);

    /// <summary>Takes the pacer off the wheel; signals after this are harmless.</summary>
    public void Stop() => _wheel.Remove(this);

    /// <inheritdoc/>
    protected override void OnDue()
    {
        Volatile.Write(ref _scheduled, long.MaxValue);
        Signal(Wake.Due);
    }

    void Signal(Wake wake)
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            var next = (state & Signals) | (int)wake;
            if (Interlocked.CompareExchange(ref _state, next, state) != state)
                continue;
            if ((state & Waiting) != 0)
                _wait.SetResult(true);
            return;
        }
    }

    Wake IValueTaskSource<Wake>.GetResult(short token)
    {
        _wait.GetResult(token);
        return (Wake)(Interlocked.Exchange(ref _state, 0) & Signals);
    }

    ValueTaskSourceStatus IValueTaskSource<Wake>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<Wake>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);
}
