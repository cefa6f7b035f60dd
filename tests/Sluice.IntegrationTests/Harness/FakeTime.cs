using Sluice.Testing;

namespace Sluice.IntegrationTests.Harness;

/// <summary>Moves the clock of a gateway that runs on real sockets.</summary>
/// <remarks>
/// The gateway notices a deadline on its own threads, so after a jump to shortly before it the clock goes on in small steps until the effect is
/// there: how far it had to go is what a test asserts.
/// </remarks>
static class FakeTime
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>How near to its moment an effect is asked for.</summary>
    static readonly TimeSpan Early = TimeSpan.FromSeconds(1);

    /// <summary>How late an effect may be noticed: steps that were taken while the machine was busy with something else.</summary>
    static readonly TimeSpan Late = TimeSpan.FromSeconds(5);

    /// <summary>Moves the clock until an effect is there, and asserts that it came at its moment.</summary>
    /// <param name="time">The gateway's clock.</param>
    /// <param name="moment">When the effect is due, as <see cref="ManualTimeProvider.Elapsed"/>.</param>
    /// <param name="effect">Completes with the effect.</param>
    public static async Task ReachesAsync(this ManualTimeProvider time, TimeSpan moment, Task effect)
    {
        await time.WaitForTimersAsync();
        if (moment - Early > time.Elapsed)
            time.Advance(moment - Early - time.Elapsed);
        await time.StepUntilAsync(effect, $"nothing happened at {moment}");
        await effect;
        Assert.InRange(time.Elapsed, moment - Early + Step, moment + Late);
    }

    /// <summary>Moves the clock in small steps until an effect is there that may already be on its way.</summary>
    public static async Task StepUntilAsync(this ManualTimeProvider time, Task effect, string otherwise)
    {
        var real = TimeProvider.System.GetTimestamp();
        for (var steps = 0; ; steps++)
        {
            // Only pacing: each step gives the gateway's threads a moment, a longer one where the machine is seen to be busy, and the loop
            // ends with the effect however long that takes.
            await Task.WhenAny(effect, Task.Delay(steps < 40 ? 2 : 20));
            if (effect.IsCompleted)
                return;
            Assert.True(TimeProvider.System.GetElapsedTime(real) < Guard.DefaultLimit, $"{otherwise}; the clock went on to {time.Elapsed}");
            time.Advance(Step);
        }
    }

    /// <summary>Lets time pass in which nothing is to happen, in steps that let the gateway's threads notice what would.</summary>
    public static async Task PassAsync(this ManualTimeProvider time, TimeSpan span)
    {
        var step = span / 100;
        for (var i = 0; i < 100; i++)
        {
            time.Advance(step);
            await Task.Delay(1);
        }
    }
}
