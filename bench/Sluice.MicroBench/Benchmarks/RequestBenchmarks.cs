using Sluice.Dialects;
using Sluice.Upstream;

namespace Sluice.MicroBench.Benchmarks;

/// <summary>What happens once for each request: finding the model in 16 KiB of JSON, and sending them with another one.</summary>
static class RequestBenchmarks
{
    public static IEnumerable<MicroBenchmark> All =>
    [
        new("request/read-16KiB", () => new Work(() => Read())),
        new("request/splice-16KiB", Splice),
    ];

    static RequestEnvelope Read() =>
        RequestEnvelope.Read(Samples.Request) is { Envelope: { Model: "fast" } envelope } ? envelope : throw new InvalidOperationException("the model was not found");

    static Work Splice()
    {
        var envelope = Read();
        var sent = new byte[Samples.Request.Length + 256];
        return new(() =>
        {
            var splices = new List<Splice>();
            envelope.ReplaceModel("llama-3.1-8b", splices);
            envelope.RequestUsage(splices);
            new SplicedBody(envelope.Body, splices).CopyTo(sent);
        });
    }
}
