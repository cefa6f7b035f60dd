using Sluice.Tests.Relay;

namespace Sluice.MicroBench.Benchmarks;

/// <summary>The relay loop itself, between two pipes, on one thread: a chunk that passes must not allocate.</summary>
static class RelayBenchmarks
{
    static readonly string[] Filtered = ["openai-chat"];

    public static IEnumerable<MicroBenchmark> All =>
    [
        .. Samples.Events.SelectMany(sample => Of(sample.Key, sample.Value, filters: false)),
        .. Filtered.SelectMany(dialect => Of(dialect, Samples.Events[dialect], filters: true)),
        new("relay/openai-chat/filtered/usage-null", () => Pass("openai-chat", true, Samples.UsageNull)),
    ];

    static IEnumerable<MicroBenchmark> Of(string dialect, byte[] frame, bool filters)
    {
        var name = $"relay/{dialect}/{(filters ? "filtered" : "passthrough")}";
        yield return new($"{name}/event-per-read", () => Pass(dialect, filters, frame));
        yield return new($"{name}/half-event-per-read", () => Pass(dialect, filters, frame.AsMemory(0, frame.Length / 2), frame.AsMemory(frame.Length / 2)));
        yield return new($"{name}/33-events-per-read", () => Pass(dialect, filters, Enumerable.Repeat(frame, 33).SelectMany(f => f).ToArray()));
    }

    /// <summary>Sends and receives on this thread, on which the pipes make the relay run too, so that the thread's count is the relay's.</summary>
    static Work Pass(string dialect, bool filters, params ReadOnlyMemory<byte>[] pieces)
    {
        var bed = new PipeRelay(dialect, Relay.TimeoutOptions.Default, TimeSpan.FromSeconds(15), filters: filters);
        return new(
            () =>
            {
                foreach (var piece in pieces)
                {
                    if (!bed.Send(piece.Span) || bed.Running.IsCompleted)
                        throw new InvalidOperationException("the relay does not read any more: what was measured is not relaying");
                    bed.Drain();
                }
            },
            bed);
    }
}
