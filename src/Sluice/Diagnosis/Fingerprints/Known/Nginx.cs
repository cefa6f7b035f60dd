using static Sluice.Diagnosis.Arrivals.PatternKind;

namespace Sluice.Diagnosis.Fingerprints.Known;

/// <summary>nginx and what is built on it: OpenResty, Kong, APISIX, Tengine, ingress-nginx.</summary>
internal static class Nginx
{
    const string Product = "nginx";
    const string Directive = "proxy_buffering off;   # in the location that passes the stream on";
    const string BufferingPage = "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering";

    public static readonly Fingerprint[] All =
    [
        new("nginx-page", Product,
            "proxy_buffering gathers the answer in memory pages, because its upstream answers without chunks (HTTP/1.0, the default before 1.29.7, or an end with the connection)",
            Directive, BufferingPage)
        {
            Signature = new() { Kinds = [SizeBursts], Bytes = [(4080, 4112), (8176, 8208), (16368, 16400), (32752, 32784), (65520, 65552)], Pages = true, OnTheWire = false, HeadWaits = true, Compressed = false, CuredByHeaders = true },
            Basis = Basis.Measured,
            Evidence = "B01, N1, N3, gh:mostlygeek/llama-swap#236",
            Apart = "the burst is proxy_buffer_size or one of proxy_buffers: change that and the burst follows; over HTTP/1.1 with TLS it is 16384 whatever the buffers are",
            Weight = 0.9,
        },
        new("nginx-tls", Product,
            "proxy_buffering keeps the TLS layer from flushing, so a whole TLS buffer (ssl_buffer_size) is gathered for HTTP/1.1 clients, while HTTP/2 clients get every event",
            Directive, BufferingPage)
        {
            Signature = new() { Kinds = [SizeBursts], Bytes = [(4080, 4112), (8176, 8208), (16368, 16400)], OnTheWire = true, Encrypted = true, OnHttp2 = false, HeadWaits = true, CuredByHeaders = true },
            Basis = Basis.Measured,
            Evidence = "B02, N1, N4, gh:dstackai/dstack#4269, gh:apache/apisix#12665",
            Apart = "ssl_buffer_size 4k makes the burst 4096; plain HTTP and HTTP/2 on the same server are not held",
            Weight = 0.9,
        },
        new("nginx-tls-page", Product,
            "proxy_buffering gathers the answer of an HTTP/1.0 or close-delimited upstream, and the TLS layer gathers it again into ssl_buffer_size",
            Directive, BufferingPage)
        {
            Signature = new() { Kinds = [SizeBursts], Bytes = [(4080, 4112), (8176, 8208), (16368, 16400)], OnTheWire = true, Encrypted = true, OnHttp2 = true, HeadWaits = true, CuredByHeaders = true },
            Basis = Basis.Measured,
            Evidence = "B01 with B02, N1",
            Apart = "HTTP/2 is held too, in pages of 4096 bytes",
            Weight = 0.8,
        },
        new("nginx-gzip", Product,
            "gzip runs on a buffered answer: nginx compresses into its gzip_buffers and sends them when they are full, because proxy_buffering never asks for a flush",
            Directive, BufferingPage)
        {
            Signature = new() { Kinds = [SizeBursts], Bytes = [(4096, 131072)], Pages = true, OnTheWire = false, Compressed = true, OnlyCompressed = true, Teaser = false, HeadWaits = true, CuredByHeaders = true },
            Basis = Basis.Measured,
            Evidence = "B05, N6; with a compressible stream the first buffer may never fill: then it is the whole body",
            Apart = "disappears without Accept-Encoding; with proxy_buffering off the same gzip passes every event on",
            Weight = 0.9,
        },
        new("nginx-gzip-whole", Product,
            "gzip runs on a buffered answer that compresses so well that no buffer fills before the end",
            Directive, BufferingPage)
        {
            Signature = new() { Kinds = [WholeBody], Compressed = true, OnlyCompressed = true, Teaser = false, HeadWaits = true, CuredByHeaders = true, Length = false },
            Basis = Basis.Measured,
            Evidence = "B05, N6",
            Apart = "disappears without Accept-Encoding and with proxy_buffering off",
            Weight = 0.3,
        },
        new("nginx-head", Product,
            "proxy_buffering keeps the head until the first bytes of the body; the same server holds HTTP/1.1 clients with TLS, and answers of HTTP/1.0 upstreams, in lumps",
            Directive, BufferingPage)
        {
            Signature = new() { Kinds = [HeadHeld], OnlyCompressed = false, CuredByHeaders = true },
            Basis = Basis.Measured,
            Evidence = "lab row 'buffering on, HTTP/1.1 chunked', N1",
            Apart = "X-Accel-Buffering: no from the source lets the head through",
            Weight = 0.6,
        },
        new("nginx-swallowed", Product,
            "this tier buffers, and the X-Accel-Buffering: no that the application sends never reaches it: an nginx behind it took the header for itself",
            "proxy_buffering off;   # here; or 'add_header X-Accel-Buffering no always;' on the inner nginx", "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass_header")
        {
            Signature = new() { Kinds = [SizeBursts, HeadHeld], Bytes = [(4080, 4112), (8176, 8208), (16368, 16400)], CuredByHeaders = false },
            Basis = Basis.Measured,
            Evidence = "B03, N5, gh:oneprolabs/sourcelens#4, gh:ChronoAIProject/NyxID#1206",
            Apart = "the header is missing in the answer of the hop behind although the source sends it; proxy_ignore_headers X-Accel-Buffering looks the same",
            Weight = 0.35,
        },
    ];
}
