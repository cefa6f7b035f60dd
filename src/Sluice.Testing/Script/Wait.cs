namespace Sluice.Testing;

/// <summary>Waits that end at a time or after it, never before.</summary>
internal static class Wait
{
    /// <summary>Waits until the clock's stamp has reached the time.</summary>
    public static async ValueTask UntilAsync(TimeSpan due, TimeProvider time, CancellationToken cancellationToken)
    {
        while (due - time.Stamp() is var rest && rest > TimeSpan.Zero)
        {
            // Delays count whole milliseconds and cut the rest off, which would make every event of a schedule early.
            var milliseconds = (rest.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, cancellationToken);
        }
    }
}
