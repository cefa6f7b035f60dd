namespace Sluice.Diagnosis.Lint;

using static EvidenceBasis;

/// <summary>Documentation and source of the products.</summary>
internal static class Sources
{
    public static readonly Evidence NginxProxyModule = new("S-nginx", Documented,
        "proxy_read_timeout, proxy_send_timeout and send_timeout are 60 s by default and count the silence between two reads or writes; proxy_http_version is 1.0 before nginx 1.29.7; X-Accel-Buffering of the upstream's answer switches buffering per answer and can be disabled with proxy_ignore_headers.",
        "https://nginx.org/en/docs/http/ngx_http_proxy_module.html");

    public static readonly Evidence NginxStreamModule = new("S-nginx-stream", Documented,
        "In the stream module proxy_timeout (10 minutes by default) is the longest silence between two reads or writes on either side.",
        "https://nginx.org/en/docs/stream/ngx_stream_proxy_module.html");

    public static readonly Evidence NginxShutdown = new("S-nginx-shutdown", Documented,
        "worker_shutdown_timeout closes all connections that are still open this long after a graceful stop or a reload; without it old workers wait for their last stream.",
        "https://nginx.org/en/docs/ngx_core_module.html#worker_shutdown_timeout");

    public static readonly Evidence LuaBodyFilter = new("S-lua", Documented,
        "A body filter that sets ngx.arg[1] to nil or to an empty string swallows the chunk; filters that do so until ngx.arg[2] (end of body) hand on one burst.",
        "https://github.com/openresty/lua-nginx-module#body_filter_by_lua");

    public static readonly Evidence HAProxyManual = new("S-haproxy", Documented,
        "option http-no-delay: without it \"typical delays are around 200 ms\"; it may stand in defaults, frontend, listen or backend. retry-on warns that requests which are not idempotent may be processed twice.",
        "https://docs.haproxy.org/2.6/configuration.html");

    public static readonly Evidence CaddyProxy = new("S-caddy", Documented,
        "reverse_proxy: answers of type text/event-stream or of unknown length are flushed at once whatever flush_interval says; a negative flush_interval does not cancel the request to the upstream when the client disconnects; request_buffers and response_buffers read up to so many bytes first; stream_timeout closes streams such as WebSockets after this time.",
        "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#streaming");

    public static readonly Evidence CaddyRewriters = new("S-caddy-rewriters", Documented,
        "templates buffers answers of its MIME types (text/html, text/plain and text/markdown unless mime names others); the replace-response plugin buffers every answer that its matcher takes in, unless stream is set.",
        "https://caddyserver.com/docs/caddyfile/directives/templates", "https://github.com/caddyserver/replace-response");

    public static readonly Evidence CaddyEncode = new("S-caddy-encode", Reported,
        "encode takes in text/*, event streams included, and waits for the first bytes of the body before it sends headers (6293); since pull request 7905 of July 2026 it sends the head of an event stream at once. Deployments list the types to compress instead.",
        "https://caddyserver.com/docs/caddyfile/directives/encode", "https://github.com/caddyserver/caddy/issues/6293", "https://github.com/caddyserver/caddy/pull/7905", "https://github.com/Wei-Shaw/sub2api/pull/4757");

    public static readonly Evidence ApacheFlush = new("S-httpd", Source,
        "mod_proxy_http flushes when the upstream would block; flushpackets matters for AJP and FastCGI workers. Timeout is 60 s, ProxyTimeout inherits it.",
        "https://httpd.apache.org/docs/2.4/mod/mod_proxy.html");

    public static readonly Evidence ApacheRequestBodies = new("S-httpd-sendcl", Documented,
        "proxy-sendcl makes the proxy send requests with a Content-Length, for which a body that came in chunks is spooled first; proxy-sendchunked minimises resource usage by passing it on in chunks.",
        "https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#request-bodies");

    public static readonly Evidence ApacheGracefulStop = new("S-httpd-stop", Documented,
        "GracefulShutdownTimeout is how many seconds a gracefully stopping server goes on handling current requests; 0, the default, waits indefinitely.",
        "https://httpd.apache.org/docs/2.4/mod/mpm_common.html#gracefulshutdowntimeout");

    public static readonly Evidence ModSecurity = new("S-modsecurity", Documented,
        "With SecResponseBodyAccess On, ModSecurity keeps answers of the types in SecResponseBodyMimeType in memory until they are complete; text/event-stream is not among the default types.",
        "https://github.com/owasp-modsecurity/ModSecurity/wiki/Reference-Manual-(v2.x)#secresponsebodyaccess");

    public static readonly Evidence VarnishBuiltIn = new("S-varnish-builtin", Documented,
        "The built-in vcl_recv passes every method but GET and HEAD, and runs only where the program's own vcl_recv has not returned; the built-in vcl_backend_response does not store answers with Cache-Control: no-store, no-cache or private.",
        "https://varnish-cache.org/docs/7.1/users-guide/vcl-built-in-code.html");

    public static readonly Evidence VarnishRequestBody = new("S-varnish-body", Documented,
        "std.cache_req_body buffers the request body up to the given size, so that a fetch can be retried with it; without it the body can be sent once. max_retries is 4.",
        "https://varnish-cache.org/docs/7.1/reference/vmod_std.html#std-cache-req-body");

    public static readonly Evidence EnvoyTimeouts = new("S-envoy", Documented,
        "The route timeout is 15 s unless set and covers the whole answer; stream_idle_timeout is 5 minutes; per_try_timeout applies until any part of the answer has been sent downstream; max_stream_duration is off unless set.",
        "https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts");

    public static readonly Evidence EnvoyRetries = new("S-envoy-retries", Documented,
        "retry_on 5xx and gateway-error retry on the upstream's answer or on none at all (disconnect, reset, read timeout), reset on a disconnect; connect-failure, refused-stream and reset-before-request retry only what was not sent. num_retries is 1 unless set.",
        "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on");

    public static readonly Evidence EnvoyExtProc = new("S-envoy-extproc", Documented,
        "response_body_mode BUFFERED holds the body until it is complete, BUFFERED_PARTIAL until the buffer is full; STREAMED and NONE hold nothing.",
        "https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/filters/http/ext_proc/v3/processing_mode.proto");

    public static readonly Evidence EnvoyLua = new("S-envoy-lua", Documented,
        "body() in a Lua filter waits until the entire body is buffered; bodyChunks() does not.",
        "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/lua_filter");

    public static readonly Evidence EnvoyFileSystemBuffer = new("S-envoy-fsbuffer", Documented,
        "The file system buffer filter holds request and response bodies according to its behaviour; the buffer filter holds requests only.",
        "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/file_system_buffer_filter");

    public static readonly Evidence TraefikCompress = new("S-traefik-compress", Reported,
        "Traefik 3 compresses text/event-stream unless excludedContentTypes names it; the fix was discussed and not taken (11511); a later one compresses data on each flush whatever minResponseBodyBytes says (11583, 12673).",
        "https://github.com/traefik/traefik/pull/11511", "https://github.com/traefik/traefik/pull/11583", "https://github.com/traefik/traefik/issues/12673", "https://doc.traefik.io/traefik/middlewares/http/compress/");

    public static readonly Evidence TraefikBuffering = new("S-traefik-buffering", Documented,
        "The buffering middleware reads the whole answer before it passes it on, and has no exception for streams.",
        "https://doc.traefik.io/traefik/middlewares/http/buffering/", "https://github.com/traefik/traefik/issues/12869");

    public static readonly Evidence TraefikCircuitBreaker = new("S-traefik-breaker", Source,
        "Traefik's circuit breaker is oxy's: it takes the time before and after the whole exchange, body included, and records the difference as the latency that LatencyAtQuantileMS reads.",
        "https://github.com/vulcand/oxy/blob/master/cbreaker/cbreaker.go", "https://doc.traefik.io/traefik/middlewares/http/circuitbreaker/");

    public static readonly Evidence TraefikTimeouts = new("S-traefik", Source,
        "writeTimeout (off by default) is Go's cap on the whole answer; graceTimeOut is 10 s; responseHeaderTimeout waits for headers; the flush interval (100 ms) holds for answers that are not recognised as streams.",
        "https://doc.traefik.io/traefik/routing/entrypoints/");

    public static readonly Evidence TraefikRetry = new("S-traefik-retry", Documented,
        "The retry middleware repeats requests whose upstream failed; retryNonIdempotentMethod extends that to POST.",
        "https://doc.traefik.io/traefik/middlewares/http/retry/");

    public static readonly Evidence IngressNginx = new("S-ingress", Source,
        "ingress-nginx: proxy-buffering off, read and send timeout 60 s, next-upstream on error and timeout with three tries, worker-shutdown-timeout 240 s, gzip types without text/event-stream.",
        "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/");

    public static readonly Evidence NginxInc = new("S-nginx-inc", Documented,
        "The ingress controller of NGINX Inc. (nginx.org annotations) buffers unless nginx.org/proxy-buffering is \"False\".",
        "https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/");

    public static readonly Evidence GatewayApi = new("S-gateway-api", Documented,
        "HTTPRoute timeouts.request covers a request from its start to the last byte of its answer; backendRequest does so for one attempt.",
        "https://gateway-api.sigs.k8s.io/api-types/httproute/#timeouts-optional");

    public static readonly Evidence Istio = new("S-istio", Documented,
        "A VirtualService timeout is Envoy's route timeout and covers the whole answer (off unless set); retries repeat requests for the conditions in retryOn.",
        "https://istio.io/latest/docs/reference/config/networking/virtual-service/");

    public static readonly Evidence PodTermination = new("S-pod", Documented,
        "terminationGracePeriodSeconds is 30 s unless set and starts before preStop runs; afterwards the process is killed.",
        "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination");

    public static readonly Evidence Alb = new("S-alb", Documented,
        "ALB: idle timeout 60 s (1 to 4000), not reset by HTTP/2 PING; a target is deregistered with a delay of 300 s unless set.",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html");

    public static readonly Evidence ClassicElb = new("S-elb", Documented,
        "Classic ELB: idle timeout 60 s, not reset by TCP keep-alive.",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-idle-timeout.html");

    public static readonly Evidence ApiGateway = new("S-apigw", Documented,
        "API Gateway REST: the default transfer mode waits for the complete answer and ends after 29 s; STREAM (HTTP_PROXY and AWS_PROXY only) sends at once, for up to 15 minutes, with an idle limit of 5 minutes (regional, private) or 30 s (edge).",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html");

    public static readonly Evidence LambdaUrl = new("S-lambda", Documented,
        "A Lambda function URL answers in invoke mode BUFFERED unless RESPONSE_STREAM is set.",
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html");

    public static readonly Evidence CloudFront = new("S-cloudfront", Documented,
        "CloudFront: the origin response timeout (30 s, up to 120 s without a quota) is both the wait for the first byte and the longest silence.",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html");

    public static readonly Evidence GoogleBackend = new("S-gclb", Documented,
        "Google's external Application Load Balancer ends an answer after the backend service timeout, 30 s unless set, whatever it sends.",
        "https://docs.cloud.google.com/load-balancing/docs/backend-service");

    public static readonly Evidence CloudRun = new("S-cloudrun", Documented,
        "Cloud Run (and Knative) end a request after timeoutSeconds, 300 s unless set, at most 3600 s; the container goes on.",
        "https://docs.cloud.google.com/run/docs/configuring/request-timeout");

    public static readonly Evidence AppGateway = new("S-appgw", Documented,
        "Azure Application Gateway: request timeout 20 s, response buffers must be off for event streams.",
        "https://learn.microsoft.com/en-us/azure/application-gateway/use-server-sent-events");

    public static readonly Evidence Apim = new("S-apim", Documented,
        "API Management and event streams: buffer-response=\"false\", no body logging, no policies that read or buffer the answer (validate-content, cache, transformations), not the Consumption tier, and a byte at least every 4 minutes.",
        "https://learn.microsoft.com/en-us/azure/api-management/how-to-server-sent-events");

    public static readonly Evidence ApimForward = new("S-apim-forward", Documented,
        "forward-request: timeout is the wait for response headers, 300 s by default and unreliable above 240 s; buffer-response is true by default.",
        "https://learn.microsoft.com/en-us/azure/api-management/forward-request-policy");

    public static readonly Evidence IisHandlerBuffer = new("S-iis-handler", Documented,
        "An IIS handler mapping collects up to responseBufferLimit (4 MB by default) before it sends; streaming applications need responseBufferLimit=\"0\".",
        "https://learn.microsoft.com/en-us/azure/app-service/app-service-web-nodejs-best-practices-and-troubleshoot-guide");

    public static readonly Evidence Arr = new("S-arr", Documented,
        "ARR keeps a response buffer and a response buffer threshold (minResponseBuffer); its defaults of 4096 KB and 256 KB are unverified.",
        "https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2008-R2-and-2008/dd443533(v=ws.10)");

    public static readonly Evidence AspNetCoreModule = new("S-ancm", Documented,
        "ASP.NET Core Module: requestTimeout (2 minutes, out-of-process only) is the wait for the process to answer; shutdownTimeLimit (10 s) is what it gets to stop.",
        "https://learn.microsoft.com/aspnet/core/host-and-deploy/iis/web-config");

    public static readonly Evidence SluiceManual = new("S-sluice", Documented,
        "Sluice's own configuration file: heartbeat, clocks and drain.");
}
