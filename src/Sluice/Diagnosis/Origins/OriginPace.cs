namespace Sluice.Diagnosis.Origins;

/// <summary>Counts streams begun in the running minute.</summary>
internal sealed class OriginPace(int? perMinute, TimeProvider time)
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly Lock _lock = new();
    long _began = time.GetTimestamp();
    int _count;

    /// <summary>Takes a place in the minute.</summary>
    /// <returns>Null, or how long to wait for the next minute.</returns>
    public TimeSpan? Refuse()
    {
        if (perMinute is not { } most)
            return null;
        lock (_lock)
        {
            var passed = time.GetElapsedTime(_began);
            if (passed >= Minute)
                (_began, _count, passed) = (time.GetTimestamp(), 0, TimeSpan.Zero);
            return ++_count <= most ? null : Minute - passed;
        }
    }
}
