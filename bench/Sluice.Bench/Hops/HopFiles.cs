namespace Sluice.Bench.Hops;

/// <summary>The configurations. Each is what its product's users would write for streams, with everything on that helps.</summary>
static class HopFiles
{
    /// <summary>The key that Sluice checks.</summary>
    public const string Key = "sk-bench-0123456789abcdef";

    public static string Nginx(string folder, int port, Uri upstream) => $$"""
        worker_processes auto;
        pid {{folder}}/nginx.pid;
        error_log stderr error;
        events { worker_connections 20000; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
          upstream model { server {{upstream.Authority}}; keepalive 256; keepalive_requests 1000000; }
          server {
            listen 127.0.0.1:{{port}} backlog=4096;
            keepalive_requests 1000000;
            location / { proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; proxy_read_timeout 120s; }
          }
        }
        """;

    public static string HAProxy(int port, Uri upstream) => $$"""
        global
          maxconn 9500
        defaults
          mode http
          option http-no-delay
          timeout connect 5s
          timeout client 120s
          timeout server 120s
          http-reuse always
        listen bench
          bind 127.0.0.1:{{port}} backlog 4096
          server model {{upstream.Authority}}

        """;

    /// <summary>Key check, metering and the log line are on, as they are for everybody.</summary>
    public static string Sluice(int port, int admin, Uri upstream) => $$"""
        listen: 127.0.0.1:{{port}}
        admin_listen: 127.0.0.1:{{admin}}
        api_keys: [ {{Key}} ]
        providers:
          model: { type: openai-compatible, base_url: "{{upstream.AbsoluteUri}}v1", api_key: sk-upstream }
        routes:
          - model: "*"
            candidates: [ { provider: model } ]
        log: { format: json, level: info }
        """;
}
