using static Sluice.Diagnosis.Arrivals.PatternKind;

namespace Sluice.Diagnosis.Fingerprints.Known;

/// <summary>Caddy. Its defaults pass event streams on at once.</summary>
internal static class Caddy
{
    const string Product = "Caddy";
    const string Page = "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#streaming";

    public static readonly Fingerprint[] All =
    [
        new("caddy-buffer", Product,
            "reverse_proxy reads the whole answer (response_buffers; buffer_responses before 2.7) before it passes it on",
            "# remove from reverse_proxy: response_buffers (2.7 and later), buffer_responses (before)", Page)
        {
            Signature = new() { Kinds = [WholeBody, StartHeld], HeadWaits = true, OnlyCompressed = false, CuredByHeaders = false },
            Basis = Basis.Measured,
            Evidence = "lab: whole body, or the first max_buffer_size of it",
            Apart = "a stream longer than the buffer flows after it, and the head waits with it",
            Weight = 0.4,
        },
        new("caddy-templates", Product,
            "a handler that rewrites bodies (templates, replace_response) reads the whole answer first",
            "# keep this route out of templates and replace_response", "https://caddyserver.com/docs/caddyfile/directives/templates")
        {
            Signature = new() { Kinds = [WholeBody], HeadWaits = false, OnlyCompressed = false, CuredByHeaders = false },
            Basis = Basis.Measured,
            Evidence = "lab: templates that match event streams",
            Apart = "the head comes at once; only content types that the handler matches are held",
            Weight = 0.15,
        },
        new("caddy-encode", Product,
            "encode compresses the event stream, and never asks its compressor for what it has",
            "encode gzip {\n    match {\n        not header Content-Type text/event-stream*\n    }\n}", "https://caddyserver.com/docs/caddyfile/directives/encode")
        {
            Signature = new() { Kinds = [SizeBursts, WholeBody], Bytes = [(1000, 1 << 20)], Compressed = true, OnlyCompressed = true, HeadWaits = true, CuredByHeaders = false },
            Basis = Basis.Measured,
            Evidence = "lab: a first event above minimum_length (512 bytes) is compressed, and about 42 KB of compressed data come at a time",
            Apart = "disappears without Accept-Encoding, and where the first event is shorter than minimum_length",
            Weight = 0.4,
        },
        new("caddy-encode-head", Product,
            "encode waits for the first bytes of the body before it decides about compression, and keeps the head until then",
            "encode gzip {\n    match {\n        not header Content-Type text/event-stream*\n    }\n}", "https://caddyserver.com/docs/caddyfile/directives/encode")
        {
            Signature = new() { Kinds = [HeadHeld], OnlyCompressed = true },
            Basis = Basis.Measured,
            Evidence = "B06, Y1, gh:Mng-dev-ai/agentrove#869",
            Apart = "disappears without Accept-Encoding; Cache-Control: no-transform from the source does not help in 2.6",
            Weight = 0.5,
        },
        new("caddy-length", Product,
            "an answer with a Content-Length that is no event stream is copied through a 4 KiB writer without flushes",
            "flush_interval -1", Page)
        {
            Signature = new() { Kinds = [SizeBursts], Bytes = [(4080, 4112)], Length = true },
            Basis = Basis.Measured,
            Evidence = "B14, lab with application/x-ndjson and a length",
            Apart = "text/event-stream, and answers without a length, are not held",
            Weight = 0.3,
        },
        new("caddy-flush-interval", Product,
            "flush_interval is set, and the answer is no event stream and has a length",
            "flush_interval -1", Page)
        {
            Signature = new() { Kinds = [TimerBursts, Late, SizeBursts], Milliseconds = (60, 10_000), Length = true },
            Basis = Basis.Measured,
            Evidence = "lab: flush_interval 250ms gives 250 ms or 4096 bytes, whichever comes first",
            Apart = "the period is the flush_interval",
            Weight = 0.6,
        },
    ];
}
