namespace Sluice.Diagnosis.Lint;

using static EvidenceBasis;

/// <summary>
/// What was measured for these rules, on loopback: an origin that sends numbered events (20 of 250 bytes every 50 ms unless the text says
/// otherwise), the product with one setting changed, a client that notes when each read arrives.
/// </summary>
internal static class Measurements
{
    public static readonly Evidence NginxWrongHeaderSide = new("M-nginx-header", Measured,
        "nginx 1.22.1: add_header X-Accel-Buffering no and proxy_set_header X-Accel-Buffering no both changed nothing (bursts of 4104 bytes every 166 ms from 250-byte events every 10 ms); the same header sent by the upstream gave one read per event.");

    public static readonly Evidence NginxIgnoredHeader = new("M-nginx-ignore", Measured,
        "nginx 1.22.1: the upstream sent X-Accel-Buffering: no; with proxy_ignore_headers X-Accel-Buffering the answer still came in bursts of 4104 bytes, without it event by event.");

    public static readonly Evidence NginxGzip = new("M-nginx-gzip", Measured,
        "nginx 1.22.1: gzip of text/event-stream with buffering on gave one read of 641 bytes at the very end (1015 ms of 1018 ms); with buffering off, or X-Accel-Buffering: no from the upstream, each event came on time, compressed.");

    public static readonly Evidence NginxCache = new("M-nginx-cache", Measured,
        "nginx 1.22.1: with proxy_cache and proxy_cache_lock a second, equal request got its first byte 1005 ms later, when the first stream was complete; a third was answered from the cache in 3 ms, and an answer that its upstream had cut was replayed as complete. With proxy_buffering off nothing was held or stored.");

    public static readonly Evidence NginxOtherProtocols = new("M-nginx-fcgi", Measured,
        "nginx 1.22.1: fastcgi_pass, uwsgi_pass and scgi_pass with default buffering gave bursts of 3975 to 4104 bytes every 165 ms from 250-byte events every 10 ms; with fastcgi_buffering, uwsgi_buffering or scgi_buffering off one read per event.");

    public static readonly Evidence NginxClientAbort = new("M-nginx-abort", Measured,
        "nginx 1.22.1: a client left during a silence; the upstream connection was closed after 402 ms, and with proxy_ignore_client_abort on only when the upstream wrote again (1654 ms).");

    public static readonly Evidence NginxNoChunks = new("M-nginx-chunked", Measured,
        "nginx 1.22.1: a chunked upstream closed half-way. By default the client saw the missing final chunk; with chunked_transfer_encoding off it saw a plain end of file, which is how a complete answer ends, too.");

    public static readonly Evidence HAProxyEitherSide = new("M-haproxy-nodelay", Measured,
        "HAProxy 2.6.12, plain-text client, event every 50 ms: 5 reads 250 ms apart without the option, 22 reads with it in the frontend, 21 with it only in the backend. Compressed answers need it too.");

    public static readonly Evidence HAProxyClientTimer = new("M-haproxy-client", Measured,
        "HAProxy 2.6.12 in HTTP mode: timeout client 1s did not cut a stream that was silent for 3 s (plain, TLS and HTTP/2 clients, GET and POST); timeout server 1s cut it after 1.1 s, whatever timeout tunnel said. In TCP mode timeout client and timeout server both cut after 1.1 s, and timeout tunnel replaces both.");

    public static readonly Evidence HAProxyWaitForBody = new("M-haproxy-wait", Measured,
        "HAProxy 2.6.12: http-response wait-for-body time 2s gave the whole answer in one read when it was complete within 2 s, and a 504 when it was not.");

    public static readonly Evidence HAProxyRetries = new("M-haproxy-retry", Measured,
        "HAProxy 2.6.12: one POST to an upstream slower than timeout server (1 s) became four POSTs upstream with retry-on all-retryable-errors, and the client got a 504.");

    public static readonly Evidence HAProxyHidesTruncation = new("M-haproxy-h2", Measured,
        "HAProxy 2.6.12: an upstream that broke off its chunked answer gave curl exit 18 over HTTP/1.1 and exit 0, a complete answer, over HTTP/2.");

    public static readonly Evidence HAProxyHardStop = new("M-haproxy-stop", Measured,
        "HAProxy 2.6.12: with hard-stop-after 2s a running stream was cut 2 s after the soft stop.");

    public static readonly Evidence HAProxyNoLinger = new("M-haproxy-linger", Measured,
        "HAProxy 2.6.12: with option nolinger the client's connection ended in a reset instead of a close.");

    public static readonly Evidence CaddyEncode = new("M-caddy-encode", Measured,
        "Caddy 2.6.2 with encode gzip: events of 800 bytes every 50 ms arrived as 219 bytes at once and the rest at the very end (1032 ms of 1034 ms). With a first event below 512 bytes nothing was compressed, but the headers were held until that event (1512 ms instead of 5 ms).",
        "https://github.com/caddyserver/caddy/pull/7905");

    public static readonly Evidence CaddyBuffer = new("M-caddy-buffer", Measured,
        "Caddy 2.6.2 with buffer_responses: the whole answer in one read at the end.");

    public static readonly Evidence CaddyTemplates = new("M-caddy-templates", Measured,
        "Caddy 2.6.2 with templates whose mime lists text/event-stream: nothing for 4.0 s of a stream of 4.3 s, then everything. With the default types the same stream passed event by event.");

    public static readonly Evidence CaddyReadTimeout = new("M-caddy-read", Measured,
        "Caddy 2.6.2 with read_timeout 1s: a stream silent for longer was ended after 1.1 s with a regular final chunk, so that the cut answer looked complete.");

    public static readonly Evidence CaddyWriteTimeout = new("M-caddy-write", Measured,
        "Caddy 2.6.2 with servers timeouts write 1s: a stream in full flow was cut after 1017 ms. (read_body 1s changed nothing.)");

    public static readonly Evidence CaddyHeaderTimeout = new("M-caddy-header", Measured,
        "Caddy 2.6.2 with response_header_timeout 1s: 504 after 1006 ms while the upstream was still thinking.");

    public static readonly Evidence CaddyRetries = new("M-caddy-retry", Measured,
        "Caddy 2.6.2: lb_try_duration 5s with lb_retry_match method POST and a slow upstream sent the same POST 17 times in 5 s; without the matcher it was sent once.");

    public static readonly Evidence CaddyGrace = new("M-caddy-grace", Measured,
        "Caddy 2.6.2 with grace_period 2s: a running stream was cut 2 s after the process was told to stop. Without the option it waits for ever.");

    public static readonly Evidence ApacheFilters = new("M-httpd-filter", Measured,
        "httpd 2.4.71: DEFLATE, BROTLI_COMPRESS, SUBSTITUTE, SED and even BUFFER passed an http:// upstream's events on time, because mod_proxy_http sends a flush when its upstream pauses. With scgi:// (no flush) DEFLATE and BUFFER gave the whole answer in one read at the end, with a Content-Length.");

    public static readonly Evidence ApacheFlushPackets = new("M-httpd-flush", Measured,
        "httpd 2.4.71: an fcgi:// upstream arrived in bursts of 4096 bytes every 165 ms from 250-byte events every 10 ms; with flushpackets=on in 95 reads.");

    public static readonly Evidence ApacheWorkerSharing = new("M-httpd-worker", Measured,
        "httpd 2.4.71: a ProxyPass whose URL begins with the URL of an earlier line (http://h:1/ then http://h:1/v1/) gets that line's worker; its timeout= and flushpackets= were ignored (warning AH01146), and the stream behaved as if they were not written. Two different paths of one host (http://h:1/a, http://h:1/b) gave no warning and two workers.");

    public static readonly Evidence ApacheTimeout = new("M-httpd-timeout", Measured,
        "httpd 2.4.71: ProxyTimeout 1 cut a stream after 1.1 s of silence; timeout= on a worker of its own overrode it.");

    public static readonly Evidence ApacheRateLimit = new("M-httpd-rate", Measured,
        "httpd 2.4.71: the RATE_LIMIT filter released 50 ms events in groups every 200 ms, although the limit was far above the stream's rate.");

    public static readonly Evidence ApacheExtFilter = new("M-httpd-ext", Measured,
        "httpd 2.4.71: an external output filter (ExtFilterDefine, /bin/cat) gave 4240 bytes at 772 ms and the rest at the end.");

    public static readonly Evidence ApacheHttp10 = new("M-httpd-10", Measured,
        "httpd 2.4.71: with SetEnv downgrade-1.0 the client gets HTTP/1.0 without chunks: an upstream that broke off looked complete.");

    public static readonly Evidence VarnishStream = new("M-varnish-stream", Measured,
        "Varnish 7.1.1: set beresp.do_stream = false turned the stream into one read at the end, with a Content-Length.");

    public static readonly Evidence VarnishGzip = new("M-varnish-gzip", Measured,
        "Varnish 7.1.1: set beresp.do_gzip = true sent 17 bytes at once and the rest of a 25 KB answer after 3058 of 3060 ms; clients that take no gzip got one read at the end.");

    public static readonly Evidence VarnishEsi = new("M-varnish-esi", Measured,
        "Varnish 7.1.1: set beresp.do_esi = true on an event stream gave the whole answer in one read, with a Content-Length.");

    public static readonly Evidence VarnishTimers = new("M-varnish-timers", Measured,
        "Varnish 7.1.1: between_bytes_timeout 1s cut a silent stream after 1.1 s; first_byte_timeout 2s answered 503 after 2.0 s; a piped stream was cut after pipe_timeout (2 s) of silence.");

    public static readonly Evidence VarnishCache = new("M-varnish-ttl", Measured,
        "Varnish 7.1.1: an event stream with a ttl was stored and replayed in one read of 19 ms; an HTTP/1.0 stream that broke off was replayed as complete, with a Content-Length.");
}
