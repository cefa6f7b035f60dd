namespace Sluice.Diagnosis.Lint;

using static EvidenceBasis;

/// <summary>How streams are known to break: buffering (B), timers (T), lost endings (X), cancellation (C), retries (R), HTTP versions (P), drain (D).</summary>
internal static class FailureModes
{
    public static readonly Evidence B01 = new("B01", Measured,
        "nginx 1.22.1 with proxy_buffering on and an HTTP/1.0 or close-delimited upstream hands on bursts of one 4096-byte page on every transport, headers with the first burst: 250-byte events every 4 ms arrived every 74 ms, the first at 120 ms.",
        "https://github.com/mostlygeek/llama-swap/issues/236");

    public static readonly Evidence B02 = new("B02", Measured,
        "nginx 1.22.1 with proxy_buffering on and a chunked upstream streams to plain HTTP/1.1 and HTTP/2 clients, but fills ssl_buffer_size for HTTP/1.1 over TLS: bursts of 16384 bytes every 285 ms, first header byte at 331 ms. The browser streams, the SDK stutters, on one port.",
        "https://github.com/dstackai/dstack/issues/4269", "https://github.com/apache/apisix/issues/12665");

    public static readonly Evidence B03 = new("B03", Reported,
        "X-Accel-Buffering is swallowed by an inner nginx (it hides the header by default) or by a header allowlist, so the outer nginx buffers although the origin asked it not to.",
        "https://github.com/oneprolabs/sourcelens/issues/4", "https://github.com/ChronoAIProject/NyxID/issues/1206");

    public static readonly Evidence B04 = new("B04", Reported,
        "A hop reads the whole upstream body before it writes: time to first byte equals total time, often with a Content-Length on an event stream.",
        "https://github.com/NVIDIA/OpenShell/issues/260", "https://github.com/Kong/kong/issues/12680");

    public static readonly Evidence B05 = new("B05", Measured,
        "Compression without a flush per event holds the stream: a teaser of 10 to 20 bytes, then everything at the end or bursts of 13 to 16 KB. It needs Accept-Encoding, so curl without it shows nothing.",
        "https://github.com/Kludex/starlette/issues/2753", "https://github.com/vercel/ai/issues/12691");

    public static readonly Evidence B06 = new("B06", Measured,
        "A compressor that sniffs the first bytes holds even the headers until the first event; browsers stay in CONNECTING for the whole prefill.",
        "https://github.com/Mng-dev-ai/agentrove/issues/869");

    public static readonly Evidence B07 = new("B07", Measured,
        "HAProxy 2.6.12 on a plain-text client side tells the kernel that more data follows: 50 ms events arrived in groups of five every 250 ms, 350 ms events each about 200 ms late, headers at 201 ms. Over TLS and HTTP/2 nothing is held.");

    public static readonly Evidence B08 = new("B08", Documented,
        "Managed gateways buffer by default: API Gateway REST integrations in transfer mode BUFFERED, Azure Application Gateway with response buffers, API Management without buffer-response=\"false\".",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html",
        "https://learn.microsoft.com/en-us/azure/application-gateway/use-server-sent-events",
        "https://learn.microsoft.com/en-us/azure/api-management/how-to-server-sent-events");

    public static readonly Evidence B10 = new("B10", Reported,
        "IIS: dynamic compression keeps the last write in the module, httpPlatformHandler holds 8 KB, ARR waits for its response buffer threshold.",
        "https://github.com/aspnet/AspNetCoreModule/issues/16", "https://github.com/dotnet/aspnetcore/issues/55654", "https://github.com/dotnet/yarp/issues/1040");

    public static readonly Evidence B11 = new("B11", Reported,
        "Filters that want the whole body (external processing in BUFFERED mode, Lua body access, guardrail plugins) turn a stream into one burst.",
        "https://github.com/envoyproxy/envoy/issues/7432", "https://github.com/envoyproxy/envoy/issues/10076", "https://github.com/higress-group/higress/issues/4606", "https://github.com/rossoctl/cortex/issues/816");

    public static readonly Evidence B14 = new("B14", Reported,
        "Go's reverse proxy and what is built on it flush at once only for text/event-stream and for answers of unknown length; everything else waits for the flush interval or the buffer.",
        "https://github.com/golang/go/issues/41642");

    public static readonly Evidence T01 = new("T01", Reported,
        "An idle timer shorter than a silent prefill or a reasoning pause cuts the stream: 60 s at most balancers, 55 s, 100 s, 240 s elsewhere.",
        "https://github.com/Wave-RF/WaveHouse/issues/346", "https://github.com/openclaw/openclaw/issues/70739", "https://github.com/gethnet/litellm-connector-copilot/issues/97");

    public static readonly Evidence T02 = new("T02", Reported,
        "A first-byte timer runs out while the upstream still thinks: 502 or 504 without a single token. It runs until headers really leave, which some servers do only with the first body byte.");

    public static readonly Evidence T03 = new("T03", Reported,
        "An absolute cap ends a stream that is in full flow; no heartbeat resets it. Envoy's route timeout of 15 s, Google's backend service at 30 s and Go's WriteTimeout are the common ones.",
        "https://github.com/codexmark/kram/issues/105");

    public static readonly Evidence T04 = new("T04", Reported,
        "Clients watch too: an SDK that sees no event for its own limit closes and sends the same prompt again.",
        "https://github.com/Menci/Floway/issues/498", "https://github.com/tale-project/tale/issues/3387");

    public static readonly Evidence T08 = new("T08", Documented,
        "TCP keep-alive and HTTP/2 PING do not reset a balancer's idle timer: ALB ignores PING, Classic ELB ignores keep-alive. Only bytes of the application do.",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html");

    public static readonly Evidence X03 = new("X03", Measured,
        "A hop that speaks HTTP/1.0 or close-delimited framing hides truncation: behind nginx 1.22.1, httpd 2.4.71 and Varnish 7.1.1 an upstream that closed half-way looked like a complete answer (final chunk, curl exit 0). With a chunked upstream the break is passed on.");

    public static readonly Evidence X05 = new("X05", Measured,
        "A reset (RST) throws away bytes which had already been flushed: after an abort on HTTP/1.1 the last event was lost in 33 of 34 runs.");

    public static readonly Evidence C01 = new("C01", Reported,
        "The client has gone, and the upstream goes on generating, and billing.",
        "https://github.com/BerriAI/litellm/issues/8754", "https://github.com/BerriAI/litellm/issues/13774");

    public static readonly Evidence C03 = new("C03", Measured,
        "Caddy 2.6.2 with flush_interval -1 keeps the upstream going after the client left: a silent upstream was closed after 403 ms without the setting and only at its next write (1758 ms) with it.",
        "https://github.com/phpple/caddy2-cn-doc/issues/7");

    public static readonly Evidence R01 = new("R01", Reported,
        "A retry after the upstream accepted the request pays for the generation twice: the generation APIs have no idempotency keys.",
        "https://github.com/pleaseai/shunt/issues/126", "https://github.com/tombii/better-ccflare/issues/465");

    public static readonly Evidence R03 = new("R03", Source,
        "nginx repeats a failed request on the next upstream; POST only with non_idempotent. ingress-nginx tries three times on error and timeout.",
        "https://github.com/webserver-llc/angie/issues/169", "https://github.com/openresty/openresty/issues/351");

    public static readonly Evidence P01 = new("P01", Reported,
        "Servers advertise how many HTTP/2 streams a connection may carry at once (usually 100 to 128). With answers that last minutes the next request waits in the client until another ends.",
        "https://github.com/dotnet/runtime/issues/40249", "https://github.com/seanmonstar/reqwest/issues/976");

    public static readonly Evidence D01 = new("D01", Reported,
        "A drain window shorter than a generation cuts every stream that is open at a deployment, without an error frame.",
        "https://github.com/langwatch/langwatch/issues/6941", "https://github.com/PostHog/posthog/issues/73863");

    public static readonly Evidence D02 = new("D02", Reported,
        "A pre-stop delay is spent out of the grace period: what streams get is the rest.",
        "https://github.com/langwatch/langwatch/issues/6941");

    public static readonly Evidence D04 = new("D04", Reported,
        "The mesh sidecar dies first: Istio drains for 5 s by default, then every stream through it is reset.",
        "https://github.com/istio/istio/issues/34855");

    public static readonly Evidence L01 = new("L01", Reported,
        "Open streams are the real capacity of a hop: each holds its connection and its slot for minutes.",
        "https://github.com/cluesmith/codev/issues/1124");
}
