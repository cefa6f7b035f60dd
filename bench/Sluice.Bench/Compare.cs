using System.Net;

namespace Sluice.Bench;

/// <summary>The comparison: all hops in turn on the same work, round after round, in one run; medians, spread, ratios to nginx.</summary>
static class Compare
{
    const int UpstreamPort = 19000;

    public static async Task RunAsync(string sluice, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("sluice-bench").FullName;
        File.WriteAllText(Path.Combine(folder, "nginx.conf"), NginxConfiguration(folder));
        File.WriteAllText(Path.Combine(folder, "haproxy.cfg"), HaproxyConfiguration);
        File.WriteAllText(Path.Combine(folder, "sluice.yaml"), SluiceConfiguration);
        var self = Environment.ProcessPath!;
        var dll = Path.Combine(AppContext.BaseDirectory, "Sluice.Bench.dll");
        using var upstream = await Hop.StartAsync("upstream", UpstreamPort, self, Arguments(self, dll, "upstream", $"{UpstreamPort}"));
        using var nginx = await Hop.StartAsync("nginx", 19001, "/usr/sbin/nginx", "-c", Path.Combine(folder, "nginx.conf"), "-g", "daemon off;");
        using var haproxy = await Hop.StartAsync("haproxy", 19002, "/usr/sbin/haproxy", "-f", Path.Combine(folder, "haproxy.cfg"));
        using var bare = await Hop.StartAsync("bare relay", 19003, self, Arguments(self, dll, "relay", "19003", $"{UpstreamPort}"));
        using var gateway = await Hop.StartAsync("sluice", 19004, sluice, "serve", "--config", Path.Combine(folder, "sluice.yaml"));
        using var direct = Hop.Direct(UpstreamPort);
        Hop[] hops = [direct, nginx, haproxy, bare, gateway];
        Console.WriteLine("warming up");
        foreach (var hop in hops)
            await LoadOf(hop, "instant-33").RunAsync(50, 33, TimeSpan.FromSeconds(2));

        var table = new Table(hops.Select(hop => hop.Name));
        for (var round = 0; round < rounds; round++)
        {
            Console.WriteLine($"round {round + 1} of {rounds}");
            foreach (var hop in hops)
                await MeasureAsync(hop, upstream, table);
        }

        table.Print();
    }

    static async Task MeasureAsync(Hop hop, Hop upstream, Table table)
    {
        var burst = await LoadOf(hop, "instant-33").RunAsync(50, 33, TimeSpan.FromSeconds(3));
        table.Add("streams/s, 33 instant events, 50 at once", hop.Name, burst.StreamsPerSecond, burst.Broken);

        var single = await LoadOf(hop, "instant-1").RunAsync(1, 1, TimeSpan.FromSeconds(1));
        table.Add("first byte p50, unloaded, µs", hop.Name, Result.Percentile(single.FirstByteMicros, .5), single.Broken);
        table.Add("first byte p99, unloaded, µs", hop.Name, Result.Percentile(single.FirstByteMicros, .99), single.Broken);

        var (cpu, source) = (hop.Cpu, upstream.Cpu);
        var paced = await LoadOf(hop, "paced-20-150").RunAsync(200, 150, null);
        table.Add("CPU per chunk, 200 x 50/s, µs", hop.Name, (hop.Cpu - cpu) * 1e6 / paced.Events, paced.Broken);
        table.Add("upstream's CPU per chunk, µs", hop.Name, (upstream.Cpu - source) * 1e6 / paced.Events, 0);
        table.Add("age p50, 200 x 50/s, µs", hop.Name, Result.Percentile(paced.AgeMicros, .5), 0);
        table.Add("age p99, 200 x 50/s, µs", hop.Name, Result.Percentile(paced.AgeMicros, .99), 0);
        table.Add("age p99.9, 200 x 50/s, µs", hop.Name, Result.Percentile(paced.AgeMicros, .999), 0);
        table.Add("resident after it, MB", hop.Name, hop.Resident / 1048576.0, 0);
    }

    static Load LoadOf(Hop hop, string model) => new(new IPEndPoint(IPAddress.Loopback, hop.Port), model);

    static string[] Arguments(string self, string dll, params string[] arguments) =>
        Path.GetFileName(self) == "dotnet" ? [dll, .. arguments] : arguments;

    static string NginxConfiguration(string folder) => $$"""
        worker_processes 1;
        pid {{folder}}/nginx.pid;
        error_log stderr error;
        events { worker_connections 20000; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          upstream model { server 127.0.0.1:{{UpstreamPort}}; keepalive 256; }
          server {
            listen 127.0.0.1:19001 backlog=8192;
            keepalive_requests 1000000;
            location / { proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }
          }
        }
        """;

    static string HaproxyConfiguration => $$"""
        global
          maxconn 9000
          nbthread 1
        defaults
          mode http
          option http-no-delay
          timeout connect 5s
          timeout client 60s
          timeout server 60s
          http-reuse always
        listen bench
          bind 127.0.0.1:19002
          server model 127.0.0.1:{{UpstreamPort}}

        """;

    static string SluiceConfiguration => $$"""
        listen: 127.0.0.1:19004
        admin_listen: 127.0.0.1:19014
        api_keys: [ bench-key ]
        providers:
          model: { type: openai-compatible, base_url: "http://127.0.0.1:{{UpstreamPort}}" }
        routes:
          - model: "*"
            candidates: [ { provider: model } ]
        """;
}
