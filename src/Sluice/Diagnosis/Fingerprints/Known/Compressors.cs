using static Sluice.Diagnosis.Arrivals.PatternKind;

namespace Sluice.Diagnosis.Fingerprints.Known;

/// <summary>Compression without a flush per event: the commonest hidden buffer.</summary>
internal static class Compressors
{
    const string CompressionPage = "https://github.com/expressjs/compression#server-sent-events";

    public static readonly Fingerprint[] All =
    [
        new("zlib-unflushed", "Node.js",
            "gzip without a flush per event (Express compression, zlib.createGzip): ten bytes of header at once, then about 13 KB of compressed data at a time",
            "response.flush()   // after each write; or compression({ filter }) that leaves text/event-stream out", CompressionPage)
        {
            Signature = new() { Kinds = [SizeBursts, WholeBody], Bytes = [(1000, 34000)], Compressed = true, OnlyCompressed = true, Teaser = true, HeadWaits = false },
            Basis = Basis.Measured,
            Evidence = "B05, Z1, gh:vercel/ai#12691, gh:Crosstalk-Solutions/project-nomad#798",
            Apart = "disappears without Accept-Encoding; Varnish shows the same but holds uncompressed clients too",
            Weight = 0.6,
        },
        new("gzip-middleware", "application",
            "a gzip middleware writes into the compressor without flushing it (Starlette, Django, Express, dev servers)",
            "exclude text/event-stream from compression, or flush the compressor after each event", CompressionPage)
        {
            Signature = new() { Kinds = [SizeBursts, WholeBody], Bytes = [(1000, 1 << 17)], Compressed = true, OnlyCompressed = true },
            Basis = Basis.Reported,
            Evidence = "B05, B13, Z1, V1, gh:Kludex/starlette#2753, gh:Kludex/starlette#3230, gh:web-infra-dev/rsbuild#8530",
            Apart = "disappears without Accept-Encoding; Cache-Control: no-transform from the source stops most of them",
            Weight = 0.35,
        },
        new("gzip-whole", "application",
            "compression middleware gives out nothing before the end of the body",
            "exclude text/event-stream from compression, or flush the compressor after each event", CompressionPage)
        {
            Signature = new() { Kinds = [WholeBody], Compressed = true, OnlyCompressed = true },
            Basis = Basis.Reported,
            Evidence = "B05, B13, gh:graphql-hive/gateway#2259, gh:amphp/http-server#324",
            Apart = "disappears without Accept-Encoding",
            Weight = 0.3,
        },
        new("brotli-unflushed", "Node.js",
            "Brotli without a flush per event keeps the whole stream: its window is larger than any answer",
            "response.flush()   // after each write, with the compression middleware of Express; bare zlib: createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH })", "https://nodejs.org/api/zlib.html#flushing")
        {
            Signature = new() { Kinds = [WholeBody, SizeBursts], Bytes = [(14000, 1 << 20)], Compressed = true, OnlyCompressed = true, Teaser = false, HeadWaits = false },
            Basis = Basis.Measured,
            Evidence = "B05; lab: the head at once, then nothing before the end; Express compression takes Brotli since 1.8 where the client accepts it",
            Apart = "with Accept-Encoding: gzip it is another pattern, or gone",
            Weight = 0.5,
        },
        new("deflate-lookahead", "application",
            "a compressor without a flush per event gives events out a few hundred bytes late: what it looks ahead by",
            "flush the compressor after each event, or exclude text/event-stream from compression", CompressionPage)
        {
            Signature = new() { Kinds = [Behind], Compressed = true, OnlyCompressed = true },
            Basis = Basis.Measured,
            Evidence = "B05; lab: .NET's GZipStream at its fastest level, about 770 bytes behind",
            Apart = "disappears without Accept-Encoding",
            Weight = 0.6,
        },
        new("compress-minimum", "Traefik or Caddy",
            "a compressor gathers the beginning (1024 bytes in Traefik, 512 in Caddy) before it decides whether to compress",
            "compress.excludedContentTypes: [text/event-stream]   # Traefik; an encode matcher in Caddy", "https://doc.traefik.io/traefik/middlewares/http/compress/#excludedcontenttypes")
        {
            Signature = new() { Kinds = [StartHeld, HeadHeld], Bytes = [(256, 2100)], OnlyCompressed = true, HeadWaits = true },
            Basis = Basis.Reported,
            Evidence = "B06, T1, signature table 'SZ 1024 / 512 then normal'",
            Apart = "disappears without Accept-Encoding",
            Weight = 0.4,
        },
        new("compress-sniff", "application",
            "a compression middleware keeps the head until it has seen the first bytes of the body",
            "Cache-Control: no-cache, no-transform   # from the application; or exclude text/event-stream from compression", CompressionPage)
        {
            Signature = new() { Kinds = [HeadHeld], OnlyCompressed = true },
            Basis = Basis.Reported,
            Evidence = "B06, G1, gh:Boise-State-Development/agentcore-public-stack#1133",
            Apart = "disappears without Accept-Encoding",
            Weight = 0.3,
        },
    ];
}
