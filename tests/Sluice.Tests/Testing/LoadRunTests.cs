using System.Net;
using Sluice.Testing.Load;

namespace Sluice.Tests.Testing;

/// <summary>The load against its own upstream, on real sockets.</summary>
public sealed class LoadRunTests : IAsyncDisposable
{
    readonly LoadUpstream _upstream = LoadUpstream.Start(TimeProvider.System, new IPEndPoint(IPAddress.Loopback, 0));

    LoadTarget Target => new() { Url = new Uri($"http://{_upstream.Addresses[0]}/v1/chat/completions") };

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Theory]
    [InlineData("instant-0-33-0", 33)]
    [InlineData("whole-0-33-0", 33)]
    [InlineData("paced-2-20-0", 20)]
    public async Task Streams_of_every_kind_arrive_whole(string plan, int events)
    {
        using var load = new LoadRun(Target, TimeProvider.System);

        var result = await load.RunAsync(8, $"sluice-bench-plan:{plan};", events, TimeSpan.FromMilliseconds(50));

        Assert.Empty(result.Faults);
        Assert.True(result.Streams >= 8);
        Assert.Equal((long)result.Streams * events, result.Events);
        Assert.Equal(result.Streams, result.FirstByte.Count);
        Assert.True(result.Ages.Percentile(0) >= 0);
    }

    [Fact]
    public async Task Open_streams_stay_silent_until_they_are_released()
    {
        using var load = new LoadRun(Target, TimeProvider.System) { BufferSize = 2048 };
        var plan = LoadPlan.Open(TimeSpan.FromMilliseconds(5), 4);

        await load.OpenAsync(100, plan.ToString());
        Assert.Empty(load.Faults);
        Assert.Equal(100, load.Events);
        await LoadCancel.ReleaseAsync(Target, TimeProvider.System);
        var result = await load.FinishAsync(plan.Events);

        Assert.Empty(result.Faults);
        Assert.Equal((100, 500L), (result.Streams, result.Events));
        Assert.Equal(400, load.AgesBehind(1).Count);
    }

    [Fact]
    public async Task A_reset_of_the_client_is_noticed_and_timed()
    {
        var (noticed, missed) = await new LoadCancel(Target, Target, TimeProvider.System).RunAsync(10);

        Assert.Equal((10, 0), (noticed.Count, missed));
        Assert.InRange(noticed.Percentile(.5), 0, 500_000);
    }

    [Fact]
    public async Task An_upstream_that_sends_too_little_is_a_fault()
    {
        using var load = new LoadRun(Target, TimeProvider.System);

        var result = await load.RunAsync(1, LoadPlan.Whole(3).ToString(), 4, TimeSpan.Zero);

        Assert.Equal(["3 events came, 4 were sent"], result.Faults);
    }

    [Fact]
    public async Task A_request_without_a_plan_is_refused_with_the_reason()
    {
        using var load = new LoadRun(Target, TimeProvider.System);

        var result = await load.SinglesAsync(1, "hello", -1);

        Assert.Contains("found a request without its plan", Assert.Single(result.Faults));
    }

    [Fact]
    public void Percentiles_are_measured_values()
    {
        var samples = LoadSamples.Of([[.. Enumerable.Range(1, 100).Select(i => i * TimeProvider.System.TimestampFrequency / 1_000_000)]], TimeProvider.System);

        Assert.Equal((50, 99, 100), ((int)samples.Percentile(.5), (int)samples.Percentile(.99), (int)samples.Max));
        Assert.True(double.IsNaN(LoadSamples.None.Percentile(.5)));
    }
}
