using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Sluice.Relay;

/// <summary>An operation that has been started and is waited for, perhaps several times. Structs, so that waiting allocates nothing.</summary>
interface IPending
{
    bool IsCompleted { get; }

    void OnCompleted(Action continuation);
}

readonly struct PendingRead(ValueTaskAwaiter<ReadResult> awaiter) : IPending
{
    public bool IsCompleted => awaiter.IsCompleted;

    public void OnCompleted(Action continuation) => awaiter.UnsafeOnCompleted(continuation);
}


readonly struct PendingTask(Task task) : IPending
{
    public bool IsCompleted => task.IsCompleted;

    public void OnCompleted(Action continuation) => task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(continuation);
}
