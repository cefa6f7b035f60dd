using static Sluice.Diagnosis.Arrivals.PatternKind;

namespace Sluice.Diagnosis.Fingerprints.Known;

/// <summary>What the lab of this repository has no product for.</summary>
internal static class Others
{
    public static readonly Fingerprint[] All =
    [
        new("iis-compression", "IIS",
            "dynamic compression or the ASP.NET Core module keeps the newest write until the next",
            "<urlCompression doDynamicCompression=\"false\" />   <!-- for this path; and DisableBuffering() in the application -->", "https://learn.microsoft.com/iis/configuration/system.webserver/urlcompression")
        {
            Signature = new() { Kinds = [Behind] },
            Basis = Basis.Reported,
            Evidence = "B10, I1, gh:aspnet/AspNetCoreModule#16, gh:aspnet/IISIntegration#268",
            Apart = "Server: Microsoft-IIS",
            Weight = 0.35,
        },
        new("iis-platform-handler", "IIS",
            "httpPlatformHandler passes on whole 8 KB buffers; ARR has a response buffer threshold",
            "<proxy responseBufferLimit=\"0\" />   <!-- ARR; replace httpPlatformHandler by the ASP.NET Core module -->", "https://learn.microsoft.com/iis/extensions/planning-for-arr/using-the-application-request-routing-module")
        {
            Signature = new() { Kinds = [SizeBursts], Bytes = [(8080, 8208)], OnlyCompressed = false },
            Basis = Basis.Reported,
            Evidence = "B10, I2",
            Apart = "Server: Microsoft-IIS",
            Weight = 0.2,
        },
        new("traefik-flush", "Traefik",
            "answers that are not recognised as streams are flushed every 100 ms",
            "serversTransport / loadBalancer.responseForwarding.flushInterval: -1   # and send text/event-stream", "https://doc.traefik.io/traefik/routing/services/#response-forwarding")
        {
            Signature = new() { Kinds = [TimerBursts, Late], Milliseconds = (85, 125) },
            Basis = Basis.Derived,
            Evidence = "B14, T1, signature table 'TM 100 ms'",
            Apart = "text/event-stream is not held",
            Weight = 0.5,
        },
        new("fabio-flush", "fabio",
            "fabio flushes event streams once a second by default",
            "proxy.flushinterval = 0s", "https://fabiolb.net/feature/sse")
        {
            Signature = new() { Kinds = [TimerBursts, Late], Milliseconds = (900, 1100) },
            Basis = Basis.Derived,
            Evidence = "signature table 'TM 1 s'",
            Apart = "the period is proxy.flushinterval",
            Weight = 0.1,
        },
        new("nagle", "TCP",
            "a hop without TCP_NODELAY waits for the acknowledgement of its last small segment, which the receiver delays by 40 ms",
            "set TCP_NODELAY on both sides of the hop", "https://man7.org/linux/man-pages/man7/tcp.7.html")
        {
            Signature = new() { Kinds = [Late, TimerBursts, Irregular], Milliseconds = (30, 60) },
            Basis = Basis.Reported,
            Evidence = "B16, gh:scylladb/seastar#968, gh:smithy-lang/smithy-rs#4677",
            Apart = "only writes that follow another closely are late, and by 40 ms (200 ms on Windows)",
            Weight = 0.6,
        },
        new("envoy-filter", "Envoy",
            "a filter reads the body: ext_proc in BUFFERED mode, Lua with body(), a Wasm filter or the buffer filter",
            "response_body_mode: STREAMED", "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/ext_proc_filter")
        {
            Signature = new() { Kinds = [WholeBody], OnlyCompressed = false },
            Basis = Basis.Reported,
            Evidence = "B11, E3, gh:rossoctl/cortex#816, gh:envoyproxy/envoy#7432",
            Apart = "x-envoy-* headers; routes without the filter stream",
            Weight = 0.2,
        },
    ];
}
