using System.Net;
using System.Net.Sockets;

namespace Sluice.Bench.Hops;

/// <summary>The hops of a run, each with its configuration, its port, and an address of the upstream for itself: ports do not run short.</summary>
sealed class HopSet
{
    const int Admin = 50;

    readonly string _folder;

    /// <summary>Makes the hops.</summary>
    /// <param name="options">Which.</param>
    /// <param name="folder">Where configuration files go.</param>
    public HopSet(Options options, string folder)
    {
        (_folder, UpstreamPort) = (folder, FreePorts());
        Hops = Create(options);
    }

    /// <summary>The upstream's port; those of the hops follow.</summary>
    public int UpstreamPort { get; }

    /// <summary>The hops, in the order of the table.</summary>
    public IReadOnlyList<Hop> Hops { get; }

    List<Hop> Create(Options options)
    {
        var hops = new List<Hop>();
        foreach (var name in options.Hops)
        {
            if (name != "sluice")
                hops.Add(Of(name, hops.Count));
            else
                hops.AddRange(options.Gateways.Select((gateway, i) => Gateway(gateway.Name, gateway.Path, hops.Count + i)));
        }

        return hops;
    }

    /// <summary>Addresses on which the upstream listens for those hops.</summary>
    public IEnumerable<string> Addresses => Hops.Select(hop => hop.Direct.Url.Host).Distinct();

    /// <summary>The command that runs this program again, in another role.</summary>
    public static string[] Self(params string[] arguments)
    {
        var path = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(path) == "dotnet" ? [path, Path.Combine(AppContext.BaseDirectory, "Sluice.Bench.dll"), .. arguments] : [path, .. arguments];
    }

    Hop Of(string name, int number)
    {
        var (port, upstream) = (UpstreamPort + 1 + number, Upstream(number));
        switch (name)
        {
            case "direct":
                return new("direct", HopKind.Direct, UpstreamPort, Upstream(0), []);
            case "nginx":
                var nginx = Write("nginx.conf", HopFiles.Nginx(_folder, port, upstream));
                return new("nginx", HopKind.Proxy, port, upstream, ["nginx", "-p", _folder, "-c", nginx, "-g", "daemon off;"]);
            case "haproxy":
                return new("haproxy", HopKind.Proxy, port, upstream, ["haproxy", "-f", Write("haproxy.cfg", HopFiles.HAProxy(port, upstream))]);
            default:
                return new("bare relay", HopKind.Bare, port, upstream, Self("relay", $"{port}", upstream.AbsoluteUri), admin: new Uri($"http://127.0.0.1:{port}"));
        }
    }

    Hop Gateway(string name, string path, int number)
    {
        var (port, upstream) = (UpstreamPort + 1 + number, Upstream(number));
        var file = Write($"{name}.yaml", HopFiles.Sluice(port, port + Admin, upstream));
        string[] command = path.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", path] : [path];
        return new(name, HopKind.Gateway, port, upstream, [.. command, "serve", "--config", file], HopFiles.Key, new Uri($"http://127.0.0.1:{port + Admin}"));
    }

    /// <summary>Somebody else may be measuring, too; a block of ports that nobody listens on, below those that the kernel gives to clients.</summary>
    static int FreePorts()
    {
        for (var port = 19000; port < 32000; port += 2 * Admin)
        {
            if (Enumerable.Range(port, 2 * Admin).All(Free))
                return port;
        }

        throw new InvalidOperationException($"found no {2 * Admin} free ports in a row between 19000 and 32000");
    }

    static bool Free(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            // Taken, or still closing.
            return false;
        }
    }

    Uri Upstream(int number) => new($"http://{new IPAddress([127, 0, 0, (byte)(1 + number)])}:{UpstreamPort}/");

    string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
