using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Sluice.Relay;

/// <summary>
/// The client's side of an exchange under its clocks: every wait of the exchange goes through here, whether for an upstream's headers, its next
/// bytes or the client's own reading, so that heartbeats, limits, a client that leaves and the drain are the same everywhere.
/// </summary>
/// <param name="downstream">The client's side.</param>
/// <param name="clocks">The exchange's clocks.</param>
/// <param name="pacer">The exchange's pacer.</param>
/// <param name="heartbeat">The bytes of one heartbeat.</param>
public sealed class PacedDownstream(IDownstream downstream, StreamClocks clocks, Pacer pacer, ReadOnlyMemory<byte> heartbeat)
{
    /// <summary>The client's side.</summary>
    public IDownstream Downstream => downstream;

    /// <summary>The exchange's clocks.</summary>
    public StreamClocks Clocks => clocks;

    /// <summary>Heartbeats sent.</summary>
    public int Heartbeats { get; private set; }

    /// <summary>What ends an exchange whatever its bytes say; null while nothing does.</summary>
    public EndOfStream? Interrupted()
    {
        if (pacer.ClientGone)
            return EndOfStream.ClientGone;
        if (pacer.Drained)
            return EndOfStream.Drained;
        // A stream whose reads and flushes never wait would otherwise never look at its total limit.
        return pacer.Take() != Wake.None && clocks.Check(clocks.Now, boundary: false) == ClockVerdict.Expired ? clocks.Expired : null;
    }

    /// <summary>Whether no further attempt could serve the client: it left, the gateway drains, or the exchange's total time is over.</summary>
    /// <remarks>The clocks of the attempt that has just failed say nothing here, although they may still stand beyond their limit.</remarks>
    public bool IsOver => pacer.ClientGone || pacer.Drained || clocks.IsTotalOver(clocks.Now);

    /// <summary>Waits for an operation of the upstream, and answers everything else that comes up meanwhile.</summary>
    /// <param name="pending">The operation.</param>
    /// <param name="boundary">Whether heartbeats may be sent: no frame is half sent.</param>
    /// <returns>Null when the operation has completed, or the ending that came first.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<EndOfStream?> WaitAsync<TPending>(TPending pending, bool boundary)
        where TPending : struct, IPending
    {
        if (pending.IsCompleted)
            return null;
        pending.OnCompleted(pacer.OperationCompleted);
        while (true)
        {
            await pacer.WaitAsync(clocks.NextDue(boundary));
            if (pending.IsCompleted)
                return null;
            if (pacer.ClientGone)
                return EndOfStream.ClientGone;
            if (pacer.Drained)
                return EndOfStream.Drained;
            var verdict = clocks.Check(clocks.Now, boundary);
            if (verdict == ClockVerdict.Expired)
                return clocks.Expired;
            if (verdict != ClockVerdict.None && await SpeakAsync(verdict == ClockVerdict.Heartbeat) is { } ended)
                return ended;
        }
    }

    /// <summary>Sends status and headers where they have not gone yet, and a heartbeat where one is due.</summary>
    internal async ValueTask<EndOfStream?> SpeakAsync(bool beat)
    {
        if (!downstream.Begun)
        {
            downstream.Begin();
            clocks.Committed(clocks.Now);
        }

        if (beat)
        {
            downstream.Writer.Write(heartbeat.Span);
            Heartbeats++;
        }

        return await FinishFlushAsync(StartFlush(clocks.Now));
    }

    /// <summary>Lets what was written leave.</summary>
    internal ValueTask<FlushResult> StartFlush(long now)
    {
        clocks.Flushing(now);
        clocks.Downstream(now);
        try
        {
            return downstream.Writer.FlushAsync();
        }
        catch (Exception broken) when (IsBreak(broken))
        {
            return ValueTask.FromException<FlushResult>(broken);
        }
    }

    /// <summary>Lets what was written leave, and the message's end with it.</summary>
    internal ValueTask<FlushResult> StartEnd(long now)
    {
        clocks.Flushing(now);
        clocks.Downstream(now);
        try
        {
            return downstream.EndAsync();
        }
        catch (Exception broken) when (IsBreak(broken))
        {
            return ValueTask.FromException<FlushResult>(broken);
        }
    }

    /// <summary>Whether an exception says that the client's side is gone. Everything else is a defect, and not the client's doing.</summary>
    static bool IsBreak(Exception fault) => fault is IOException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Waits until the client's side can take more: this is the backpressure towards the upstream, which is not read meanwhile.</summary>
    /// <param name="flush">What is waited for.</param>
    /// <param name="last">Whether these bytes make the answer complete: many clients leave upon them, and have had everything then.</param>
    /// <returns>Null, or the ending that came first.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<EndOfStream?> FinishFlushAsync(ValueTask<FlushResult> flush, bool last = false)
    {
        var awaiter = flush.GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            awaiter.UnsafeOnCompleted(pacer.OperationCompleted);
            while (true)
            {
                await pacer.WaitAsync(clocks.NextDue(boundary: false));
                if (awaiter.IsCompleted)
                    break;
                if (pacer.ClientGone)
                    return EndOfStream.ClientGone;
                if (clocks.Check(clocks.Now, boundary: false) == ClockVerdict.Expired || pacer.Drained)
                {
                    // It does not read, so it would not read a last word either.
                    downstream.Abort();
                    return pacer.Drained ? EndOfStream.Drained : clocks.Expired;
                }
            }
        }

        clocks.Flushing(0);
        try
        {
            return awaiter.GetResult().IsCompleted || (pacer.ClientGone && !last) ? EndOfStream.ClientGone : null;
        }
        catch (Exception broken) when (IsBreak(broken))
        {
            return EndOfStream.ClientGone;
        }
    }
}
