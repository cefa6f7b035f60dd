namespace Sluice.Diagnosis.Lint.Timing;

/// <summary>What starts and resets a timer on the way of a stream.</summary>
internal enum TimerKind
{
    /// <summary>Longest silence between bytes of the answer; a heartbeat resets it.</summary>
    Idle,

    /// <summary>Longest wait for the first byte of the answer; a heartbeat counts only once headers have been sent.</summary>
    FirstByte,

    /// <summary>Longest answer, whatever it sends; nothing resets it.</summary>
    Total,

    /// <summary>How long a stream may go on after its process was told to stop.</summary>
    Drain,

    /// <summary>Longest time in which a client may leave bytes unread.</summary>
    ClientWrite,
}

internal static class TimerKinds
{
    public static string Describe(this TimerKind kind) => kind switch
    {
        TimerKind.Idle => "silence",
        TimerKind.FirstByte => "first byte",
        TimerKind.Total => "total",
        TimerKind.Drain => "drain",
        _ => "unread",
    };
}
