using System.Buffers;
using System.IO.Pipelines;
using Sluice.Dialects;
using Sluice.Dialects.OpenAIChat;
using Sluice.Relay;
using Sluice.Testing;

namespace Sluice.Tests.Relay;

/// <summary>
/// A relay between two real pipes, on a clock that stands still until it is moved. Pipes resume inline, so what a write causes has happened
/// when the write returns. To be made within <c>Task.Run</c>: in the test framework's own context a relay would go on elsewhere.
/// </summary>
sealed class PipeRelay : IDisposable
{
    readonly TimingWheel _wheel;
    readonly PipeDownstream _downstream;

    public PipeRelay(
        string dialect, TimeoutOptions? limits = null, TimeSpan? heartbeat = null, TimeSpan commitAfter = default, bool filters = false, long largest = 16 << 20,
        int holdsUpstream = 1 << 21, int holdsDownstream = 1 << 16, PipeReader? upstream = null)
    {
        _wheel = new TimingWheel(Time, TimeSpan.FromMilliseconds(20));
        Pacer = new Pacer(_wheel);
        Upstream = new Pipe(Inline(holdsUpstream));
        _downstream = new PipeDownstream(new Pipe(Inline(holdsDownstream)));
        Clocks = new StreamClocks(Time, Time.GetTimestamp(), limits ?? Off, heartbeat, commitAfter);
        Clocks.AttemptStarts(Clocks.Now);
        var served = DialectCatalog.All.Single(d => d.Name == dialect);
        Client = new PacedDownstream(_downstream, Clocks, Pacer, served.Heartbeat(Sluice.Configuration.HeartbeatForm.Comment, "r", "m"));
        var plan = new Plan(served.StreamInspector(Report, Sanitizer.None), filters, () => Commits++);
        Relay = new StreamRelay(upstream ?? Upstream.Reader, Client, plan, Observer, new RelayOptions(TerminatorRequired: true, largest));
        Running = Relay.RunAsync();
    }

    public static TimeoutOptions Off { get; } = new(null, null, null, null, null, null);

    public ManualTimeProvider Time { get; } = new();

    public Pacer Pacer { get; }

    public StreamClocks Clocks { get; }

    public PacedDownstream Client { get; }

    public StreamRelay Relay { get; }

    public StreamReport Report { get; } = new();

    public Frames Observer { get; } = new();

    public Pipe Upstream { get; }

    public PipeReader Output => _downstream.Pipe.Reader;

    public bool Begun => _downstream.Begun;

    public bool Aborted => _downstream.Aborted;

    /// <summary>How often the plan was told that content has gone downstream.</summary>
    public int Commits { get; private set; }

    public Task<RelayResult> Running { get; }

    /// <summary>What the client has been sent since the last call.</summary>
    public byte[] Received()
    {
        if (!Output.TryRead(out var read))
            return [];
        var bytes = read.Buffer.ToArray();
        Output.AdvanceTo(read.Buffer.End);
        return bytes;
    }

    /// <summary>Takes what the client has been sent; says how much it was.</summary>
    public long Drain()
    {
        if (!Output.TryRead(out var read))
            return 0;
        var length = read.Buffer.Length;
        Output.AdvanceTo(read.Buffer.End);
        return length;
    }

    /// <summary>Hands bytes to the relay as one read.</summary>
    /// <returns>Whether the pipe takes more; false where the relay does not read.</returns>
    public bool Send(ReadOnlySpan<byte> bytes)
    {
        Upstream.Writer.Write(bytes);
#pragma warning disable CA2012 // looked at, and consumed where it is complete; an incomplete flush of this pipe needs no consumer
        var flush = Upstream.Writer.FlushAsync();
#pragma warning restore CA2012
        if (flush.IsCompleted)
            flush.GetAwaiter().GetResult();
        return flush.IsCompleted;
    }

    /// <summary>Hands text to the relay as one read.</summary>
    public bool Send(string text) => Send(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Moves the clock, and lets the relay notice on the pool.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        Time.Advance(span);
        for (var i = 0; i < 2; i++)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ThreadPool.UnsafeQueueUserWorkItem(_ => done.SetResult(), null);
            await done.Task;
        }
    }

    public void Dispose() => _wheel.Dispose();

    static PipeOptions Inline(int pause) => new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: pause, resumeWriterThreshold: pause / 2, useSynchronizationContext: false);

    /// <summary>Counts frames, and keeps what they were when it was told.</summary>
    public sealed class Frames : IStreamObserver
    {
        public List<(FrameFacts Facts, long Length)>? Seen { get; set; }

        public long Count { get; private set; }

        public void OnFrame(FrameFacts facts, long length, long timestamp)
        {
            Count++;
            Seen?.Add((facts, length));
        }
    }

    sealed class Plan(FrameInspector inspector, bool filters, Action committed) : IRelayPlan
    {
        public void Committed() => committed();

        public RelayParts? Choose(PipeReader upstream, in ReadOnlySequence<byte> first, bool completed) =>
            new(upstream, filters ? new UsageFilter() : PassthroughEncoder.Instance, new SseScanner(), inspector);
    }

    sealed class PipeDownstream(Pipe pipe) : IDownstream
    {
        public Pipe Pipe => pipe;

        public PipeWriter Writer => pipe.Writer;

        public bool Begun { get; private set; }

        public bool Aborted { get; private set; }

        public void Begin() => Begun = true;

        public ValueTask<FlushResult> EndAsync() => pipe.Writer.FlushAsync();

        public void Abort()
        {
            Aborted = true;
            pipe.Reader.Complete();
        }
    }
}
