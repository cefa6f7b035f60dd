using static Sluice.Diagnosis.Arrivals.PatternKind;

namespace Sluice.Diagnosis.Fingerprints.Known;

/// <summary>Varnish. Its defaults stream, cached, passed and piped alike.</summary>
internal static class Varnish
{
    const string Product = "Varnish";
    const string Page = "https://varnish-cache.org/docs/7.1/reference/vcl-var.html#beresp";

    public static readonly Fingerprint[] All =
    [
        new("varnish-no-stream", Product,
            "beresp.do_stream is false, or beresp.do_esi true: the whole answer is fetched into the cache before its first byte is delivered",
            "set beresp.do_stream = true;   # in vcl_backend_response\nset beresp.do_esi = false;      # there, if that is on", Page)
        {
            Signature = new() { Kinds = [WholeBody], Length = true, HeadWaits = true, OnlyCompressed = false },
            Basis = Basis.Measured,
            Evidence = "lab: whole body with Content-Length and Age; do_esi does the same",
            Apart = "the answer carries X-Varnish, an Age of the stream's length, and a Content-Length that the source did not send",
            Weight = 0.4,
        },
        new("varnish-gzip", Product,
            "beresp.do_gzip compresses on the way into the cache without flushing: ten bytes of header at once, then a compressor's window at a time",
            "set beresp.do_gzip = false;   # in vcl_backend_response", Page)
        {
            Signature = new() { Kinds = [SizeBursts, WholeBody], Bytes = [(9000, 34000)], Compressed = true, Teaser = true, HeadWaits = false },
            Basis = Basis.Measured,
            Evidence = "lab: 10 bytes, then about 13 KB compressed at a time",
            Apart = "clients without gzip are held as well, in 32768-byte bursts: Varnish decompresses for them",
            Weight = 0.35,
        },
        new("varnish-gunzip", Product,
            "beresp.do_gzip compressed the answer into the cache, and it is decompressed again for this client, a buffer (gzip_buffer, 32 KiB) at a time",
            "set beresp.do_gzip = false;   # in vcl_backend_response", Page)
        {
            Signature = new() { Kinds = [SizeBursts], Bytes = [(32752, 32784)], Compressed = false, HeadWaits = true },
            Basis = Basis.Measured,
            Evidence = "signature table 'SZ 32768'; lab: exactly 32768 bytes",
            Apart = "change gzip_buffer and the burst follows",
            Weight = 0.5,
        },
    ];
}
