using System.Net;

namespace Sluice.Bench.Hops;

/// <summary>The hops of a run, each with its configuration, its port, and an address of the upstream for itself: ports do not run short.</summary>
static class HopSet
{
    /// <summary>The upstream's port.</summary>
    public const int UpstreamPort = 19000;

    /// <summary>Makes the hops.</summary>
    /// <param name="options">Which.</param>
    /// <param name="folder">Where configuration files go.</param>
    public static IReadOnlyList<Hop> Create(Options options, string folder)
    {
        var hops = new List<Hop>();
        foreach (var name in options.Hops)
        {
            if (name != "sluice")
                hops.Add(Of(name, hops.Count, folder));
            else
                hops.AddRange(options.Gateways.Select((gateway, i) => Gateway(gateway.Name, gateway.Path, hops.Count + i, folder)));
        }

        return hops;
    }

    /// <summary>Addresses on which the upstream listens for those hops.</summary>
    public static IEnumerable<string> Addresses(IReadOnlyList<Hop> hops) => hops.Select(hop => hop.Direct.Url.Host).Distinct();

    /// <summary>The command that runs this program again, in another role.</summary>
    public static string[] Self(params string[] arguments)
    {
        var path = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(path) == "dotnet" ? [path, Path.Combine(AppContext.BaseDirectory, "Sluice.Bench.dll"), .. arguments] : [path, .. arguments];
    }

    static Hop Of(string name, int number, string folder)
    {
        var (port, upstream) = (UpstreamPort + 1 + number, Upstream(number));
        switch (name)
        {
            case "direct":
                return new("direct", HopKind.Direct, UpstreamPort, Upstream(0), []);
            case "nginx":
                var nginx = Write(folder, "nginx.conf", HopFiles.Nginx(folder, port, upstream));
                return new("nginx", HopKind.Proxy, port, upstream, ["nginx", "-p", folder, "-c", nginx, "-g", "daemon off;"]);
            case "haproxy":
                return new("haproxy", HopKind.Proxy, port, upstream, ["haproxy", "-f", Write(folder, "haproxy.cfg", HopFiles.HAProxy(port, upstream))]);
            default:
                return new("bare relay", HopKind.Bare, port, upstream, Self("relay", $"{port}", upstream.AbsoluteUri));
        }
    }

    static Hop Gateway(string name, string path, int number, string folder)
    {
        var (port, upstream) = (UpstreamPort + 1 + number, Upstream(number));
        var file = Write(folder, $"{name}.yaml", HopFiles.Sluice(port, upstream));
        string[] command = path.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", path] : [path];
        return new(name, HopKind.Gateway, port, upstream, [.. command, "serve", "--config", file], HopFiles.Key, new Uri($"http://127.0.0.1:{port + 100}"));
    }

    static Uri Upstream(int number) => new($"http://{new IPAddress([127, 0, 0, (byte)(1 + number)])}:{UpstreamPort}/");

    static string Write(string folder, string name, string text)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
