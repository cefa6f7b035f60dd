using System.Text;
using Sluice.Upstream.Http1;

namespace Sluice.MicroBench.Benchmarks;

/// <summary>Taking HTTP/1.1's framing off an upstream's answer.</summary>
static class UpstreamBenchmarks
{
    public static IEnumerable<MicroBenchmark> All => [new("upstream/chunk", Chunk)];

    static Work Chunk()
    {
        var frame = Samples.Events["openai-chat"];
        byte[] wire = [.. Encoding.ASCII.GetBytes($"{frame.Length:x}\r\n"), .. frame, .. "\r\n"u8];
        var decoder = new ChunkedDecoder();
        return new(() =>
        {
            var at = decoder.Skip(wire);
            if (decoder.Data != frame.Length)
                throw new InvalidOperationException("the decoder does not find the chunk");
            decoder.Take(frame.Length);
            decoder.Skip(wire.AsSpan(at + frame.Length));
        });
    }
}
