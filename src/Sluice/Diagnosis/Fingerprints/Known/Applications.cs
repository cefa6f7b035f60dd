using static Sluice.Diagnosis.Arrivals.PatternKind;

namespace Sluice.Diagnosis.Fingerprints.Known;

/// <summary>Applications and gateways that relay an answer themselves.</summary>
internal static class Applications
{
    public static readonly Fingerprint[] All =
    [
        new("application-whole-body", "application",
            "an application or gateway reads the whole upstream answer and then writes it, often with a Content-Length in place of chunks",
            "relay the body as it is read: HttpCompletionOption.ResponseHeadersRead with a flush per read (.NET), a pipe instead of await response.text() (Node), iterate the stream (Python)",
            "https://developer.mozilla.org/en-US/docs/Web/API/Streams_API/Using_readable_streams")
        {
            Signature = new() { Kinds = [WholeBody], OnlyCompressed = false, HeadWaits = true, CuredByHeaders = false },
            Basis = Basis.Measured,
            Evidence = "B04, G2, gh:NVIDIA/OpenShell#260, gh:NVIDIA/OpenShell#261, gh:Kong/kong#12680",
            Apart = "the same at every length, transport and encoding; no product's mark in the headers",
            Weight = 0.6,
        },
        new("node-whole-body", "Node.js",
            "the Node.js application reads the whole upstream answer before it writes its own",
            "upstream.body.pipe(response)   // instead of await upstream.text() or arrayBuffer()", "https://nodejs.org/api/stream.html#streampipelinesource-transforms-destination-callback")
        {
            Signature = new() { Kinds = [WholeBody], OnlyCompressed = false, HeadWaits = true, CuredByHeaders = false },
            Basis = Basis.Measured,
            Evidence = "B04, G2",
            Apart = "Keep-Alive: timeout=5 or X-Powered-By in the headers",
            Weight = 0.5,
        },
        new("node-head", "Node.js",
            "the application sets status and headers but sends them only with its first write",
            "response.flushHeaders()", "https://nodejs.org/api/http.html#responseflushheaders")
        {
            Signature = new() { Kinds = [HeadHeld], OnlyCompressed = false, CuredByHeaders = false },
            Basis = Basis.Measured,
            Evidence = "lab: pipe() without flushHeaders()",
            Apart = "Keep-Alive: timeout=5 or X-Powered-By in the headers",
            Weight = 0.3,
        },
        new("application-head", "application",
            "the server framework sends the head with its first write or flush of the body (Kestrel's StartAsync does not send it)",
            "flush the response before waiting for the first event; or send a comment line at once", "https://learn.microsoft.com/aspnet/core/fundamentals/middleware/request-response")
        {
            Signature = new() { Kinds = [HeadHeld], OnlyCompressed = false, CuredByHeaders = false },
            Basis = Basis.Measured,
            Evidence = "finding 6",
            Apart = "no product's mark in the headers",
            Weight = 0.35,
        },
        new("application-behind", "application",
            "a layer keeps the newest write until the next one comes, so every event is one late and the last one comes with the end",
            "flush after each write; do not hold back one item to see whether it is the last", "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes")
        {
            Signature = new() { Kinds = [Behind], OnlyCompressed = false },
            Basis = Basis.Measured,
            Evidence = "B10 shows the same from IIS; lab: a relay that holds one write",
            Apart = "without Microsoft-IIS in the headers it is the application",
            Weight = 0.4,
        },
        new("application-ticker", "application",
            "an application or proxy writes what it has gathered once per tick of its own timer",
            "write and flush each event when it comes instead of on a timer", "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes")
        {
            Signature = new() { Kinds = [TimerBursts, Late], Milliseconds = (60, 30_000), OnlyCompressed = false },
            Basis = Basis.Measured,
            Evidence = "lab: a relay with a 1 s timer",
            Apart = "the period is a round number that belongs to no known product",
            Weight = 0.2,
        },
    ];
}
