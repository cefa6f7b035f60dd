using Sluice.Relay;

namespace Sluice.MicroBench.Benchmarks;

/// <summary>Finding where frames end.</summary>
static class ScannerBenchmarks
{
    public static IEnumerable<MicroBenchmark> All =>
    [
        .. Samples.Events.Select(sample => new MicroBenchmark($"scan/{sample.Key}", () => Scan(new SseScanner(), sample.Value))),
        new("scan/json-lines", () => Scan(new JsonLinesScanner(), "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"word \"},\"done\":false}\n"u8.ToArray())),
    ];

    static Work Scan(FrameScanner scanner, byte[] frame) => new(() =>
    {
        if (scanner.FindEnd(frame) != frame.Length)
            throw new InvalidOperationException("the scanner does not find the end of the frame");
    });
}
