using Sluice.Relay;
using Sluice.Telemetry;
using Sluice.Testing;

namespace Sluice.Tests.Telemetry;

/// <summary>Gaps between content events, as the histogram and the log line get them.</summary>
public sealed class StreamTimingsTests
{
    static readonly double[] Boundaries = [0.001, 0.01, 0.1, 1];

    readonly ManualTimeProvider _time = new();

    [Fact]
    public void Every_gap_is_counted_once_those_within_one_read_too()
    {
        var gaps = new Histogram(Boundaries);
        var timings = new StreamTimings(_time, _time.GetTimestamp()) { Gaps = gaps };

        Content(timings, 3);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        Content(timings, 2);
        timings.OnFrame(FrameFacts.Event, 10, _time.GetTimestamp());
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Content(timings, 4);
        Assert.Equal(5, gaps.Count);
        timings.Complete();
        timings.Complete();

        Assert.Equal(8, gaps.Count);
        Assert.Equal(500, timings.MaxGapMs);
        var text = new System.Text.StringBuilder();
        gaps.Write(text, "gap", "");
        Assert.Contains("gap_bucket{le=\"0.001\"} 6\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("gap_bucket{le=\"0.1\"} 7\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("gap_sum 0.52\n", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_failed_attempt_is_owed_goes_to_its_own_provider()
    {
        var (first, second) = (new Histogram(Boundaries), new Histogram(Boundaries));
        var timings = new StreamTimings(_time, _time.GetTimestamp()) { Gaps = first };

        Content(timings, 3);
        timings.AttemptStarts();
        timings.Gaps = second;
        Content(timings, 2);
        timings.Complete();

        Assert.Equal((2, 1), (first.Count, second.Count));
    }

    void Content(StreamTimings timings, int events)
    {
        for (var i = 0; i < events; i++)
            timings.OnFrame(FrameFacts.Event | FrameFacts.Content, 10, _time.GetTimestamp());
    }
}
