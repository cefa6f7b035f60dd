using Sluice.Relay;

namespace Sluice.Telemetry;

/// <summary>
/// The times of one exchange, measured once and read by the log, the metrics and the command line alike. Times are from the request's first byte.
/// </summary>
public sealed class StreamTimings(TimeProvider time, long start) : IStreamObserver
{
    long _firstByte;
    long _firstContent;
    long _lastContent;
    long _maxGap;
    int _together;

    /// <summary>A histogram that takes every gap between content events; null to take none.</summary>
    public Histogram? Gaps { get; set; }

    /// <summary>First byte towards the client, of any kind, in milliseconds; null before.</summary>
    public double? TtfbMs => Since(_firstByte);

    /// <summary>First event with model content, in milliseconds; null where there was none.</summary>
    public double? TtftMs => Since(_firstContent);

    /// <summary>Longest gap between two events with content, in milliseconds; null where there were not two.</summary>
    public double? MaxGapMs => _maxGap == 0 ? null : Ms(_maxGap);

    /// <summary>Now, as a timestamp.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>Milliseconds since the start.</summary>
    public double ElapsedMs => Ms(time.GetTimestamp() - start);

    /// <summary>Status and headers are about to leave.</summary>
    public void FirstByte() => _firstByte = time.GetTimestamp();

    /// <summary>Forgets an attempt that came to nothing.</summary>
    public void AttemptStarts()
    {
        Complete();
        _firstContent = _lastContent = _maxGap = 0;
    }

    /// <summary>Nothing more will come: the histogram gets what is still owed to it.</summary>
    public void Complete()
    {
        if (_together > 0)
            Gaps?.Record(0, _together);
        _together = 0;
    }

    /// <inheritdoc/>
    public void OnFrame(FrameFacts facts, long length, long timestamp)
    {
        if ((facts & FrameFacts.Content) == 0)
            return;
        if (_firstContent == 0)
        {
            _firstContent = timestamp;
        }
        else
        {
            // Events of one read came together, and are many where a model is fast or the network bursts: counted here, recorded with the next gap.
            var gap = timestamp - _lastContent;
            if (gap == 0)
            {
                _together++;
            }
            else
            {
                Complete();
                _maxGap = Math.Max(_maxGap, gap);
                Gaps?.Record(gap / (double)time.TimestampFrequency);
            }
        }

        _lastContent = timestamp;
    }

    /// <summary>Timestamp ticks as milliseconds.</summary>
    public double Ms(long ticks) => ticks * 1000.0 / time.TimestampFrequency;

    double? Since(long timestamp) => timestamp == 0 ? null : Ms(timestamp - start);
}
