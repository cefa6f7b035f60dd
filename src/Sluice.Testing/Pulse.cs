namespace Sluice.Testing;

/// <summary>Wakes whoever waits for a condition that another thread makes true; no polling, no lost wake-up.</summary>
internal sealed class Pulse
{
    TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Beat() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    public async Task UntilAsync(Func<bool> condition)
    {
        while (true)
        {
            // The task is taken before the look, so a beat between look and wait is not missed.
            var next = Volatile.Read(ref _next).Task;
            if (condition())
                return;
            await next;
        }
    }
}
