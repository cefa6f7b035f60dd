namespace Sluice.Relay;

/// <summary>What a clock says has to happen now.</summary>
public enum ClockVerdict
{
    /// <summary>Nothing: the appointment moved.</summary>
    None,

    /// <summary>Status and headers have been held back long enough.</summary>
    Commit,

    /// <summary>The client has heard nothing for a heartbeat interval.</summary>
    Heartbeat,

    /// <summary>A limit was passed: see the ending that goes with it.</summary>
    Expired,
}

/// <summary>
/// The five clocks of an exchange, the one for a client that does not read, and the heartbeat's: timestamps only. Whoever waits asks
/// <see cref="NextDue"/> when to be woken and <see cref="Check"/> what that means.
/// </summary>
public sealed class StreamClocks
{
    readonly TimeProvider _time;
    readonly long _start;
    readonly bool _heartbeats;
    TimeoutOptions _limits;
    readonly TimeSpan? _interval;
    readonly long _commitAt;

    long _attempt;
    long _lastUpstream;
    long _lastContent;
    long _lastDownstream;
    long _flushing;
    bool _answered;
    bool _committed;

    /// <summary>Starts the clocks of one exchange.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="start">Timestamp of the request's first byte.</param>
    /// <param name="limits">The limits of the route.</param>
    /// <param name="interval">Heartbeat interval; null for none (also where the dialect has none).</param>
    /// <param name="commitAfter">How long status and headers may be held back.</param>
    public StreamClocks(TimeProvider time, long start, TimeoutOptions limits, TimeSpan? interval, TimeSpan commitAfter)
    {
        _time = time;
        _start = start;
        _limits = limits;
        _interval = interval;
        _heartbeats = interval is not null;
        _commitAt = start + Ticks(commitAfter);
        _lastDownstream = start;
    }

    /// <summary>The ending that belongs to the limit which <see cref="Check"/> last found passed.</summary>
    public EndOfStream Expired { get; private set; }

    /// <summary>Now.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>Whether status and headers may go out as soon as the upstream's are known.</summary>
    public bool MayCommit(long now) => _heartbeats && now >= _commitAt;

    /// <summary>The limits in force.</summary>
    public TimeoutOptions Limits => _limits;

    /// <summary>Whether the exchange has taken all the time it may.</summary>
    public bool IsTotalOver(long now) => now >= After(_start, _limits.Total);

    /// <summary>Another attempt begins: the first-token clock starts anew, the total one does not.</summary>
    public void AttemptStarts(long now)
    {
        _attempt = now;
        _lastUpstream = 0;
        _lastContent = 0;
        _answered = false;
    }

    /// <summary>The request has been written: the first-token clock counts from here.</summary>
    public void RequestWritten(long now) => Volatile.Write(ref _attempt, now);

    /// <summary>The upstream's status and headers have arrived.</summary>
    public void Answered() => _answered = true;

    /// <summary>Upstream bytes arrived.</summary>
    public void UpstreamBytes(long now) => _lastUpstream = now;

    /// <summary>An event with model content arrived.</summary>
    public void Content(long now) => _lastContent = now;

    /// <summary>Status and headers went to the client.</summary>
    public void Committed(long now)
    {
        _committed = true;
        _lastDownstream = now;
    }

    /// <summary>Bytes went to the client.</summary>
    public void Downstream(long now) => _lastDownstream = now;

    /// <summary>A flush towards the client is pending since <paramref name="now"/>; 0 when it is done.</summary>
    public void Flushing(long now) => _flushing = now;

    /// <summary>The earliest moment at which <see cref="Check"/> could say anything.</summary>
    /// <param name="boundary">Whether the gateway may add bytes of its own now.</param>
    public long NextDue(bool boundary)
    {
        var due = After(_start, _limits.Total);
        if (_flushing != 0)
            return Math.Min(due, After(_flushing, _limits.ClientWrite));
        due = Math.Min(due, Silence());
        if (_heartbeats && boundary)
            due = Math.Min(due, _committed ? After(_lastDownstream, _interval) : FirstBeat());
        return due;
    }

    /// <summary>Says what the time means.</summary>
    public ClockVerdict Check(long now, bool boundary)
    {
        if (IsTotalOver(now))
            return Expire(EndOfStream.TotalTimeout);
        if (_flushing != 0)
            return now >= After(_flushing, _limits.ClientWrite) ? Expire(EndOfStream.ClientStalled) : ClockVerdict.None;
        if (_lastContent == 0 && now >= After(Volatile.Read(ref _attempt), _limits.FirstToken))
            return Expire(EndOfStream.FirstTokenTimeout);
        if (_lastUpstream != 0 && now >= After(_lastUpstream, _limits.Idle))
            return Expire(EndOfStream.IdleTimeout);
        if (_lastContent != 0 && now >= After(_lastContent, _limits.Progress))
            return Expire(EndOfStream.ProgressTimeout);
        if (!_heartbeats || !boundary)
            return ClockVerdict.None;
        if (_committed)
            return now >= After(_lastDownstream, _interval) ? ClockVerdict.Heartbeat : ClockVerdict.None;
        if (now >= Math.Max(_commitAt, After(_start, _interval)))
            return ClockVerdict.Heartbeat;
        return _answered && now >= _commitAt ? ClockVerdict.Commit : ClockVerdict.None;
    }

    long Silence()
    {
        var due = long.MaxValue;
        if (_lastContent == 0)
            due = After(Volatile.Read(ref _attempt), _limits.FirstToken);
        else
            due = After(_lastContent, _limits.Progress);
        return _lastUpstream == 0 ? due : Math.Min(due, After(_lastUpstream, _limits.Idle));
    }

    long FirstBeat() => _answered ? _commitAt : Math.Max(_commitAt, After(_start, _interval));

    ClockVerdict Expire(EndOfStream end)
    {
        Expired = end;
        return ClockVerdict.Expired;
    }

    long After(long timestamp, TimeSpan? limit) => limit is { } span ? timestamp + Ticks(span) : long.MaxValue;

    /// <summary>A time span in timestamp ticks.</summary>
    public long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
