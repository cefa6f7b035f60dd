using Sluice.Admission;
using Sluice.Relay;
using Sluice.Testing;

namespace Sluice.Tests.Admission;

public sealed class DrainStateTests : IDisposable
{
    readonly DrainState _drain = new();
    readonly TimingWheel _wheel = new(new ManualTimeProvider(), TimeSpan.FromMilliseconds(20));

    [Fact]
    public void It_is_ready_and_accepting_until_told_otherwise()
    {
        Assert.True(_drain is { Ready: true, Accepting: true, Active: 0 });

        _drain.StopBeingReady();
        Assert.True(_drain is { Ready: false, Accepting: true });
    }

    [Fact]
    public void With_nothing_open_the_drain_is_over_at_once()
    {
        Assert.True(_drain.StopAccepting().IsCompletedSuccessfully);
        Assert.True(_drain is { Ready: false, Accepting: false });
    }

    [Fact]
    public async Task It_is_over_when_the_last_open_exchange_has_left()
    {
        var (first, second) = (new Pacer(_wheel), new Pacer(_wheel));
        _drain.Enter(first);
        _drain.Enter(second);
        var empty = _drain.StopAccepting();

        _drain.Leave(first);
        Assert.False(empty.IsCompleted);
        _drain.Leave(second);
        await empty.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(0, _drain.Active);
    }

    [Fact]
    public void At_the_deadline_every_open_exchange_is_told_and_every_later_one_too()
    {
        var (open, left, late) = (new Pacer(_wheel), new Pacer(_wheel), new Pacer(_wheel));
        _drain.Enter(open);
        _drain.Enter(left);
        _drain.Leave(left);

        Assert.Equal(1, _drain.EndAll());
        _drain.Enter(late);

        Assert.True(open.Drained);
        Assert.False(left.Drained);
        Assert.True(late.Drained);
    }

    public void Dispose() => _wheel.Dispose();
}
