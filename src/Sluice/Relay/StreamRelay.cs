using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Sluice.Relay;

/// <summary>
/// The loop between an upstream pipe and a client pipe: the only one. Passing bytes, dropping frames and translating differ in the
/// <see cref="StreamEncoder"/>; a whole JSON answer is a stream of one frame.
/// </summary>
/// <remarks>
/// <code>
/// upstream ── ReadAsync ──► TryForward ──► flush starts ──► Walk (inspect, observe) ──► flush ends ──► AdvanceTo ──┐
///    ▲            │            bytes leave first               then we look at them                                │
///    │            └─ nothing there: PacedDownstream waits for bytes, a deadline, a client that leaves, the drain   │
///    └─────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
/// </code>
/// Nothing leaves before the first content event, so that until then any failure can still fall back.
/// </remarks>
public sealed class StreamRelay(PipeReader upstream, PacedDownstream client, IRelayPlan plan, IStreamObserver observer, RelayOptions options)
{
    readonly StreamClocks _clocks = client.Clocks;
    PipeReader _upstream = upstream;
    FramePath? _path;

    /// <summary>Frames with an event that went downstream.</summary>
    public long Events => _path?.Events ?? 0;

    /// <summary>Time from the read that brought the first content to its flush, in timestamp ticks; 0 while there was none.</summary>
    public long CommitDelay { get; private set; }

    /// <summary>Whether the stream was ended because one frame was larger than the limit.</summary>
    public bool FrameTooLarge => _path?.FrameTooLarge ?? false;

    /// <summary>Runs until the stream ends, one way or another; never throws for what an upstream or a client does.</summary>
    public async Task<RelayResult> RunAsync()
    {
        try
        {
            while (true)
            {
                var read = _upstream.ReadAsync().GetAwaiter();
                if (!read.IsCompleted && await client.WaitAsync(new PendingRead(read), _path?.AtBoundary ?? true) is { } ended)
                    return Ended(ended, upstreamOpen: true);
                if (client.Interrupted() is { } interrupted)
                    return Ended(interrupted, upstreamOpen: true);
                if (await StepAsync(read.GetResult(), _clocks.Now) is { } end)
                    return end;
            }
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException
            or InvalidDataException or InvalidOperationException)
        {
            return Ended(client.Interrupted() ?? EndOfStream.Truncated, upstreamOpen: false, fault);
        }
        finally
        {
            _path?.Release();
        }
    }

    /// <summary>One read: forward, flush, understand.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<RelayResult?> StepAsync(ReadResult read, long now)
    {
        var buffer = read.Buffer;
        if (!buffer.IsEmpty)
            _clocks.UpstreamBytes(now);
        if (_path is null && Choose(buffer, read.IsCompleted))
            return null;

        var path = _path!;
        var forwarded = path.TryForward(buffer);
        // The upstream's last bytes are understood first, a matter of microseconds: then they leave in one segment with the message's end.
        var flushing = forwarded && !read.IsCompleted;
        var flush = flushing ? client.StartFlush(now) : default;
        var rest = path.Walk(buffer, now, forwarded);
        var ends = path.Stopped || read.IsCompleted;
        var end = path.Stopped ? path.Verdict() : ends ? path.End(buffer.Slice(rest), now) : default;
        if (!flushing && (forwarded | path.TakeWritten()))
        {
            flushing = true;
            flush = read.IsCompleted && end == EndOfStream.Completed ? client.StartEnd(now) : client.StartFlush(now);
        }

        if (CommitDelay == 0 && path.Committed)
        {
            CommitDelay = Math.Max(1, _clocks.Now - now);
            plan.Committed();
        }

        if (flushing && await client.FinishFlushAsync(flush, last: ends && end == EndOfStream.Completed) is { } left)
            return Ended(left, upstreamOpen: true);
        if (ends && !path.Stopped)
            _upstream.AdvanceTo(buffer.End);
        else
            _upstream.AdvanceTo(rest, path.Stopped ? rest : buffer.End);
        return ends ? Ended(end, upstreamOpen: !read.IsCompleted) : null;
    }

    /// <summary>Lets the plan look at the first bytes; true where it needs more, or put a decoder in front of them, so that there is to be read again.</summary>
    bool Choose(in ReadOnlySequence<byte> first, bool completed)
    {
        if (plan.Choose(_upstream, first, completed) is not { } parts)
        {
            _upstream.AdvanceTo(first.Start, first.End);
            return true;
        }

        if (!ReferenceEquals(parts.Upstream, _upstream))
        {
            _upstream.AdvanceTo(first.Start);
            _upstream = parts.Upstream;
            return true;
        }

        _path = new FramePath(client.Downstream, parts, _clocks, observer, options);
        return false;
    }

    RelayResult Ended(EndOfStream end, bool upstreamOpen, Exception? fault = null) => new(
        end, _path?.Committed ?? false, _path?.MidFrame ?? false, _path?.ErrorSent ?? false, _path?.TerminalSent ?? false, upstreamOpen, fault);
}
