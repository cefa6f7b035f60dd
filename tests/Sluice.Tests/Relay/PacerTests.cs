using Sluice.Relay;
using Sluice.Testing;

namespace Sluice.Tests.Relay;

public sealed class PacerTests : IDisposable
{
    readonly ManualTimeProvider _time = new();
    readonly TimingWheel _wheel;
    readonly Pacer _pacer;

    public PacerTests()
    {
        _wheel = new TimingWheel(_time, TimeSpan.FromMilliseconds(20));
        _pacer = new Pacer(_wheel);
    }

    [Fact]
    public async Task A_signal_before_the_wait_is_not_lost()
    {
        _pacer.OperationCompleted();

        var wait = _pacer.WaitAsync(long.MaxValue);

        Assert.True(wait.IsCompleted);
        Assert.Equal(Wake.Operation, await wait);
        Assert.Equal(Wake.None, _pacer.Take());
    }

    [Fact]
    public async Task A_signal_during_the_wait_ends_it()
    {
        var wait = _pacer.WaitAsync(long.MaxValue);
        Assert.False(wait.IsCompleted);

        _pacer.OperationCompleted();

        Assert.Equal(Wake.Operation, await wait);
    }

    [Fact]
    public async Task Several_signals_come_as_one()
    {
        _pacer.OperationCompleted();
        _pacer.OnClientGone();
        _pacer.OnDrained();

        Assert.Equal(Wake.Operation | Wake.ClientGone | Wake.Drain, await _pacer.WaitAsync(long.MaxValue));
        Assert.False(_pacer.WaitAsync(long.MaxValue).AsTask().IsCompleted);
    }

    [Fact]
    public void A_client_that_has_gone_and_a_drain_stay_known()
    {
        _pacer.OnClientGone();
        _pacer.OnDrained();
        _pacer.Take();

        Assert.True(_pacer is { ClientGone: true, Drained: true });
    }

    [Fact]
    public async Task A_deadline_ends_the_wait_when_it_comes_up()
    {
        var wait = _pacer.WaitAsync(_time.GetTimestamp() + TimeSpan.TicksPerSecond).AsTask();

        _time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal(Wake.Due, await wait.Within("the deadline"));
    }

    [Fact]
    public async Task An_earlier_deadline_of_the_next_wait_counts_and_a_later_one_is_asked_about_again()
    {
        _pacer.OperationCompleted();
        await _pacer.WaitAsync(_time.GetTimestamp() + (10 * TimeSpan.TicksPerSecond));
        var wait = _pacer.WaitAsync(_time.GetTimestamp() + TimeSpan.TicksPerSecond).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Wake.Due, await wait.Within("the earlier deadline"));

        // The wheel kept nothing of the first one: whoever waits says again until when.
        Assert.Equal(0, _wheel.Count);
        wait = _pacer.WaitAsync(_time.GetTimestamp() + (5 * TimeSpan.TicksPerSecond)).AsTask();
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(Wake.Due, await wait.Within("the later deadline"));
    }

    [Fact]
    public void A_stopped_pacer_is_off_the_wheel_and_takes_late_signals_quietly()
    {
        var wait = _pacer.WaitAsync(_time.GetTimestamp() + TimeSpan.TicksPerSecond).AsTask();
        Assert.Equal(1, _wheel.Count);

        _pacer.Stop();
        Assert.Equal(0, _wheel.Count);
        _pacer.OnClientGone();
        _pacer.OnDrained();
        Assert.True(wait.IsCompletedSuccessfully);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task No_wake_up_is_lost_among_many_threads(int seed)
    {
        const int Signalers = 6;
        const int Each = 60_000;
        var posted = 0;
        using var wheel = new TimingWheel(TimeProvider.System, TimeSpan.FromMilliseconds(1));
        var pacer = new Pacer(wheel);
        var seen = 0;
        var due = 0;
        var waiting = Task.Run(async () =>
        {
            var random = new Random(seed);
            while (seen < Signalers * Each)
            {
                // Deadlines come and go in between, as they do in a stream.
                var until = random.Next(4) == 0 ? TimeProvider.System.GetTimestamp() + random.NextInt64(TimeProvider.System.TimestampFrequency / 200) : long.MaxValue;
                var wake = await pacer.WaitAsync(until);
                Assert.NotEqual(Wake.None, wake & (Wake.Operation | Wake.Due));
                due += (wake & Wake.Due) != 0 ? 1 : 0;
                // Every signal is posted first: what a wake-up is for is visible by then.
                seen = Volatile.Read(ref posted);
            }
        });

        await Task.WhenAll(Enumerable.Range(0, Signalers).Select(i => Task.Run(() =>
        {
            var random = new Random((seed * 100) + i);
            for (var n = 0; n < Each; n++)
            {
                Interlocked.Increment(ref posted);
                pacer.OperationCompleted();
                if (random.Next(64) == 0)
                    Thread.Yield();
            }
        })));

        await waiting.Within("the last signal to wake the one who waits", situation: () => $"{seen} of {posted} were seen, {due} deadlines came up");
    }

    [Fact]
    public async Task A_wait_that_is_signalled_again_and_again_allocates_nothing()
    {
        var signals = 0;
        var waiting = WaitManyAsync(20_000);
        for (var i = 0; i < 10_000; i++)
            _pacer.OperationCompleted();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
            _pacer.OperationCompleted();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(20_000, signals);
        await waiting.Within("the waits");
        Assert.Equal(0, allocated / 10_000);

        async Task WaitManyAsync(int count)
        {
            while (signals < count)
            {
                await _pacer.WaitAsync(long.MaxValue).ConfigureAwait(false);
                signals++;
            }
        }
    }

    public void Dispose() => _wheel.Dispose();
}
