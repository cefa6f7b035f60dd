using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Sluice.Dialects;
using Sluice.Dialects.OpenAIChat;
using Sluice.Relay;
using Sluice.Testing;

namespace Sluice.Tests.Dialects;

/// <summary>One stream through the real relay, in memory and on the caller's thread.</summary>
sealed record RelayedStream(byte[] Output, RelayResult Result, StreamReport Report, long Events)
{
    public string Text => Encoding.UTF8.GetString(Output);
}

/// <summary>Runs streams through <see cref="StreamRelay"/> with the parts that the gateway would choose, split as a test wants it.</summary>
static class MemoryRelay
{
    public static Dialect DialectOf(string name) => DialectCatalog.All.Single(dialect => dialect.Name == name);

    /// <summary>Relays the chunks, each a read of its own.</summary>
    /// <param name="dialect">The stream's dialect.</param>
    /// <param name="chunks">What the upstream sends.</param>
    /// <param name="hidesUsage">Whether the client did not ask for the usage that the gateway asked for.</param>
    /// <param name="fault">What the upstream's transport throws at the end; null for a clean end.</param>
    /// <param name="sanitizer">Knows the upstream's host and key.</param>
    /// <param name="terminatorRequired">Whether only the dialect's terminal event completes a stream.</param>
    public static RelayedStream Run(
        string dialect, IReadOnlyList<ReadOnlyMemory<byte>> chunks, bool hidesUsage = false, Exception? fault = null, Sanitizer? sanitizer = null,
        bool terminatorRequired = true)
    {
        using var wheel = new TimingWheel(Time, TimeSpan.FromMilliseconds(20));
        var pacer = new Pacer(wheel);
        var downstream = new Downstream();
        var clocks = new StreamClocks(Time, Time.GetTimestamp(), TimeoutOptions.Default, null, TimeSpan.Zero);
        clocks.AttemptStarts(clocks.Now);
        var client = new PacedDownstream(downstream, clocks, pacer, default);
        var report = new StreamReport();
        var plan = new Plan(DialectOf(dialect).StreamInspector(report, sanitizer ?? Sanitizer.None), hidesUsage);
        var relay = new StreamRelay(new ChunkReader(chunks, fault), client, plan, new Nobody(), new RelayOptions(terminatorRequired, 16 << 20));
        var running = relay.RunAsync();
        Assert.True(running.IsCompleted, "The relay waits although every read and flush completes at once.");
        pacer.Stop();
        return new(downstream.Written.WrittenSpan.ToArray(), running.GetAwaiter().GetResult(), report, relay.Events);
    }

    /// <summary>All of it in one read.</summary>
    public static RelayedStream Run(string dialect, string text, bool hidesUsage = false) =>
        Run(dialect, [Encoding.UTF8.GetBytes(text)], hidesUsage);

    static readonly ManualTimeProvider Time = new();

    sealed class Plan(FrameInspector inspector, bool hidesUsage) : IRelayPlan
    {
        public RelayParts? Choose(PipeReader upstream, in ReadOnlySequence<byte> first, bool completed) =>
            new(upstream, hidesUsage ? new UsageFilter() : PassthroughEncoder.Instance, new SseScanner(), inspector);
    }

    sealed class Downstream : IDownstream
    {
        public ArrayBufferWriter<byte> Written { get; } = new();

        public PipeWriter Writer => field ??= new MemoryWriter(Written);

        public bool Begun { get; private set; }

        public void Begin() => Begun = true;

        public ValueTask<FlushResult> EndAsync() => Writer.FlushAsync();

        public void Abort() => throw new InvalidOperationException("Nobody left and nothing expired: there is no reason to abort.");
    }

    sealed class MemoryWriter(ArrayBufferWriter<byte> buffer) : PipeWriter
    {
        public override void Advance(int bytes) => buffer.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => buffer.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => buffer.GetSpan(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => new(new FlushResult(false, false));

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }

    sealed class Nobody : IStreamObserver
    {
        public void OnFrame(FrameFacts facts, long length, long timestamp)
        {
        }
    }
}
