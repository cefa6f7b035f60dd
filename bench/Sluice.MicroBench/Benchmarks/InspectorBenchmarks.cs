using Sluice.Dialects;
using Sluice.Relay;

namespace Sluice.MicroBench.Benchmarks;

/// <summary>Reading what a frame means: the metering of every event that passes.</summary>
static class InspectorBenchmarks
{
    public static IEnumerable<MicroBenchmark> All =>
    [
        .. Samples.Events.Select(sample => new MicroBenchmark($"inspect/{sample.Key}", () => Inspect(sample.Key, sample.Value, FrameFacts.Content))),
        new("inspect/openai-chat/usage", () => Inspect("openai-chat", Samples.Usage, FrameFacts.Event)),
    ];

    static Work Inspect(string dialect, byte[] frame, FrameFacts expected)
    {
        var inspector = DialectCatalog.All.Single(d => d.Name == dialect).StreamInspector(new StreamReport(), Sanitizer.None);
        return new(() =>
        {
            if (inspector.MayHoldError(frame, atFrameStart: true) || (inspector.Inspect(frame) & expected) == 0)
                throw new InvalidOperationException("the inspector does not see the event for what it is");
        });
    }
}
