using System.Net.Sockets;
using Sluice.Testing.Load;

namespace Sluice.Bench.Hops;

/// <summary>What stands between client and upstream: how it is started, and the process while it runs.</summary>
sealed class Hop(string name, HopKind kind, int port, Uri upstream, IReadOnlyList<string> command, string? key = null, Uri? admin = null) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    HopProcess? _process;

    /// <summary>Name in the table.</summary>
    public string Name => name;

    /// <summary>What it is.</summary>
    public HopKind Kind => kind;

    /// <summary>Where clients connect.</summary>
    public LoadTarget Target { get; } = new() { Url = new Uri($"http://127.0.0.1:{port}/v1/chat/completions"), Key = key };

    /// <summary>The same upstream without this hop.</summary>
    public LoadTarget Direct { get; } = new() { Url = new Uri(upstream, "v1/chat/completions") };

    /// <summary>The gateway's own metrics, where it has some.</summary>
    public Uri? Admin => admin;

    /// <summary>CPU seconds so far; 0 for no hop at all.</summary>
    public double Cpu => _process?.Cpu ?? 0;

    /// <summary>Resident bytes; 0 for no hop at all.</summary>
    public long Resident => _process?.Resident ?? 0;

    /// <summary>Processes of the hop.</summary>
    public int Processes => _process?.Processes ?? 0;

    /// <summary>Whether this process has been at work for some seconds.</summary>
    public bool Warm { get; set; }

    /// <summary>Starts the hop, or starts it anew.</summary>
    /// <param name="time">A clock.</param>
    /// <returns>From starting the process to its first answer: a gateway's readiness, or a connection accepted.</returns>
    public async Task<TimeSpan> StartAsync(TimeProvider time)
    {
        Stop();
        Warm = false;
        if (kind == HopKind.Direct)
            return TimeSpan.Zero;
        var start = time.GetTimestamp();
        _process = HopProcess.Start(name, command);
        while (time.GetElapsedTime(start) < Patience && !_process.HasExited)
        {
            if (await AnswersAsync())
                return time.GetElapsedTime(start);
            await Task.Delay(1);
        }

        throw new InvalidOperationException($"{name} did not answer on port {port}: {_process.Said}");
    }

    /// <summary>Ends the process.</summary>
    public void Stop()
    {
        _process?.Dispose();
        _process = null;
    }

    /// <summary>A gateway says that it is ready; the others are when they accept.</summary>
    async Task<bool> AnswersAsync()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync("127.0.0.1", port);
            if (kind != HopKind.Gateway)
                return true;
            await socket.SendAsync("GET /readyz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"u8.ToArray(), SocketFlags.None);
            var answer = new byte[64];
            var read = await socket.ReceiveAsync(answer, SocketFlags.None);
            return answer.AsSpan(0, read).StartsWith("HTTP/1.1 200"u8);
        }
        catch (SocketException)
        {
            // Not listening yet: that is what is being waited for.
            return false;
        }
    }

    /// <summary>Bytes that a .NET hop has allocated since it started, without what the question itself costs; null where the hop does not say.</summary>
    public async Task<double?> AllocatedAsync(HttpClient http)
    {
        if (admin is null)
            return null;
        var page = await http.GetStringAsync(new Uri(admin, "metrics"));
        const string Name = "\ndotnet_gc_heap_total_allocated_bytes_total ";
        var at = page.IndexOf(Name, StringComparison.Ordinal);
        return at < 0 ? null : double.Parse(page.AsSpan(at + Name.Length, page.IndexOf('\n', at + 1) - at - Name.Length), System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose() => Stop();
}

/// <summary>Kinds of hops.</summary>
enum HopKind
{
    /// <summary>None: the client talks to the upstream.</summary>
    Direct,

    /// <summary>A proxy that knows nothing of models.</summary>
    Proxy,

    /// <summary>The least that Sluice's own stack can do.</summary>
    Bare,

    /// <summary>Sluice.</summary>
    Gateway,
}
