using System.Globalization;

namespace Sluice.Testing;

/// <summary>Bounds waits in tests, so that what never happens fails with a sentence and does not hang the run.</summary>
public static class Guard
{
    /// <summary>How long a guarded wait lasts where nothing else is said: 30 s, always of real time.</summary>
    public static TimeSpan DefaultLimit { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Waits for the task at most <paramref name="limit"/> of real time.</summary>
    /// <param name="task">What is waited for.</param>
    /// <param name="waitingFor">Ends the sentence "Waited 30 s for ...".</param>
    /// <param name="limit">Default: <see cref="DefaultLimit"/>.</param>
    /// <param name="situation">Asked on failure only: what is known so far, appended to the message.</param>
    /// <exception cref="TimeoutException">The task did not finish in time.</exception>
    public static async Task Within(this Task task, string waitingFor, TimeSpan? limit = null, Func<string>? situation = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        var span = limit ?? DefaultLimit;
        try
        {
            await task.WaitAsync(span);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException(Describe(span, waitingFor, situation));
        }
    }

    /// <summary>Waits for the task's result at most <paramref name="limit"/> of real time.</summary>
    /// <inheritdoc cref="Within(Task, string, TimeSpan?, Func{string}?)"/>
    public static async Task<T> Within<T>(this Task<T> task, string waitingFor, TimeSpan? limit = null, Func<string>? situation = null)
    {
        await Within((Task)task, waitingFor, limit, situation);
        return await task;
    }

    static string Describe(TimeSpan span, string waitingFor, Func<string>? situation)
    {
        var seconds = span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return situation is null ? $"Waited {seconds} s for {waitingFor}." : $"Waited {seconds} s for {waitingFor}. {situation()}";
    }
}
