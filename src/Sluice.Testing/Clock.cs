namespace Sluice.Testing;

/// <summary>
/// One kind of time stamp for everything in this library: the monotonic time of a <see cref="TimeProvider"/> since that clock's zero,
/// so that stamps of an upstream and of a client on the same clock can be subtracted.
/// </summary>
public static class Clock
{
    /// <summary>The monotonic time now. With <see cref="TimeProvider.System"/> on one machine it is comparable across processes.</summary>
    public static TimeSpan Stamp(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return time.GetElapsedTime(0);
    }
}
