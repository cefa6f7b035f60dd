using System.Net;
using System.Net.Sockets;

namespace Sluice.Configuration.Checks;

/// <summary>Who can reach the addresses, and whether they can all be bound.</summary>
internal static class AddressChecks
{
    const string Open = "anybody there could use your providers: add api_keys (such as api_keys: [ \"${SLUICE_KEY}\" ]), "
        + "or listen on a loopback address such as 127.0.0.1:8080";

    const string OpenAdmin = "administration asks for no key: use a loopback address such as 127.0.0.1:8081, or off";

    public static void Run(GatewayOptions options, Reading reading)
    {
        foreach (var listen in options.Listen)
        {
            if (options.ApiKeys.Count == 0 && !reading.HasFailed("api_keys"))
                Local(listen, "listen", Open, reading);
        }
        if (options.AdminListen is { } admin)
            Local(admin, "admin_listen", OpenAdmin, reading);
        Overlaps(options, reading);
        if (reading.DefaultTls is { } tls && !Bound(options, reading).Any(b => ReferenceEquals(b.Listen.Tls, tls)))
            reading.Warning("tls", "no address uses this certificate: write https:// before the address that should");
    }

    /// <summary>An error where other machines reach an address, with what follows from it and what to do.</summary>
    public static void Local(ListenOptions listen, string key, string consequence, Reading reading)
    {
        var path = reading.PathOf(listen, key);
        if (!IPAddress.IsLoopback(listen.Address.Address))
            reading.Error(path, $"{reading.Shown(path, listen.Address.ToString())} can be reached from other machines, and {consequence}");
    }

    /// <summary>
    /// Whether a connection to <paramref name="host"/> and <paramref name="port"/> on this machine arrives at this address.
    /// </summary>
    public static bool Reaches(ListenOptions listen, string host, int port)
    {
        if (listen.Address.Port == 0 || listen.Address.Port != port)
            return false;
        var local = listen.Address.Address;
        if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase))
            return IsAny(local) || IPAddress.IsLoopback(local);
        return IPAddress.TryParse(host.Trim('[', ']'), out var address)
            && (address.Equals(local) || (IsAny(local) && IPAddress.IsLoopback(address)));
    }

    static void Overlaps(GatewayOptions options, Reading reading)
    {
        var bound = Bound(options, reading).ToList();
        for (var i = 1; i < bound.Count; i++)
        {
            var (path, address) = (bound[i].Path, bound[i].Listen.Address);
            var other = bound.Take(i).FirstOrDefault(b => Overlap(b.Listen.Address, address));
            if (other.Path is not null)
                reading.Error(path, $"{reading.Shown(path, address.ToString())} cannot be bound beside {other.Path} "
                    + $"({reading.Shown(other.Path, other.Listen.Address.ToString())}): they share the port, so give one of them another");
        }
    }

    static IEnumerable<(string Path, ListenOptions Listen)> Bound(GatewayOptions options, Reading reading)
    {
        foreach (var listen in options.Listen)
            yield return (reading.PathOf(listen, "listen"), listen);
        if (options.AdminListen is { } admin)
            yield return (reading.PathOf(admin, "admin_listen"), admin);
        if (options.ForwardProxy is { } proxy)
            yield return (reading.PathOf(proxy.Listen, "forward_proxy.listen"), proxy.Listen);
    }

    static bool Overlap(IPEndPoint a, IPEndPoint b)
    {
        if (a.Port == 0 || a.Port != b.Port)
            return false;
        if (a.Address.Equals(b.Address) || a.Address.Equals(IPAddress.IPv6Any) || b.Address.Equals(IPAddress.IPv6Any))
            return true;
        var bothIPv4 = a.AddressFamily == AddressFamily.InterNetwork && b.AddressFamily == AddressFamily.InterNetwork;
        return bothIPv4 && (IsAny(a.Address) || IsAny(b.Address));
    }

    static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
