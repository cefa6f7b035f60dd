namespace Sluice.Testing;

/// <summary>One thing a scripted answer does.</summary>
internal abstract record ScriptStep
{
    public abstract ValueTask RunAsync(ScriptRun run, CancellationToken cancellationToken);
}

/// <summary>Sends the head; the framing is read when the step runs, so that it may be chosen after the head was scripted.</summary>
internal sealed record HeadStep(Func<ResponseHead> Head) : ScriptStep
{
    public override ValueTask RunAsync(ScriptRun run, CancellationToken cancellationToken) => run.HeadAsync(Head(), cancellationToken);
}

internal sealed record WriteStep(ReadOnlyMemory<byte> Bytes) : ScriptStep
{
    public override ValueTask RunAsync(ScriptRun run, CancellationToken cancellationToken) => run.WriteAsync(Bytes, cancellationToken);
}

internal sealed record RawStep(ReadOnlyMemory<byte> Bytes) : ScriptStep
{
    public override ValueTask RunAsync(ScriptRun run, CancellationToken cancellationToken) => run.RawAsync(Bytes, cancellationToken);
}

internal sealed record PauseStep(TimeSpan Duration) : ScriptStep
{
    public override ValueTask RunAsync(ScriptRun run, CancellationToken cancellationToken) =>
        Wait.UntilAsync(run.Time.Stamp() + Duration, run.Time, cancellationToken);
}

/// <summary>Waits until a time after the request's arrival: unlike a row of pauses it does not drift.</summary>
internal sealed record UntilStep(TimeSpan SinceRequest) : ScriptStep
{
    public override ValueTask RunAsync(ScriptRun run, CancellationToken cancellationToken) =>
        Wait.UntilAsync(run.Request.ReceivedAt + SinceRequest, run.Time, cancellationToken);
}

internal sealed record WaitStep(Func<CancellationToken, Task> Until) : ScriptStep
{
    public override ValueTask RunAsync(ScriptRun run, CancellationToken cancellationToken) => new(Until(cancellationToken));
}

internal sealed record StallStep : ScriptStep
{
    public override ValueTask RunAsync(ScriptRun run, CancellationToken cancellationToken) =>
        new(Task.Delay(Timeout.InfiniteTimeSpan, run.Time, cancellationToken));
}

/// <summary>Writes events on a fixed schedule from the step's start: a late event does not delay those after it.</summary>
internal sealed record RepeatStep(int? Count, TimeSpan Interval, Func<int, TimeSpan, ReadOnlyMemory<byte>> Make) : ScriptStep
{
    public override async ValueTask RunAsync(ScriptRun run, CancellationToken cancellationToken)
    {
        var start = run.Time.Stamp();
        for (var i = 0; Count is null || i < Count; i++)
        {
            await Wait.UntilAsync(start + (i * Interval), run.Time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            await run.WriteAsync(Make(i, run.Time.Stamp()), cancellationToken);
        }
    }
}

internal sealed record EndStep(HeaderList Trailers) : ScriptStep
{
    public override ValueTask RunAsync(ScriptRun run, CancellationToken cancellationToken) => run.EndAsync(Trailers, cancellationToken);
}

internal sealed record FinStep : ScriptStep
{
    public override ValueTask RunAsync(ScriptRun run, CancellationToken cancellationToken) => run.FinAsync(cancellationToken);
}

internal sealed record ResetStep(int ErrorCode) : ScriptStep
{
    public override ValueTask RunAsync(ScriptRun run, CancellationToken cancellationToken) => run.ResetAsync(ErrorCode);
}
