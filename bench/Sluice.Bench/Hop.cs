using System.Diagnostics;
using System.Net.Sockets;

namespace Sluice.Bench;

/// <summary>A process under measurement, with its children: CPU and memory as the kernel counts them.</summary>
sealed class Hop : IDisposable
{
    static readonly double Tick = 1.0 / 100;

    readonly Process? _process;

    Hop(string name, int port, Process? process) => (Name, Port, _process) = (name, port, process);

    public string Name { get; }

    public int Port { get; }

    public static Hop Direct(int port) => new("direct", port, null);

    public static async Task<Hop> StartAsync(string name, int port, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => { if (line.Data is { Length: > 0 } text) Console.Error.WriteLine($"{name}: {text}"); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var i = 0; i < 200; i++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", port);
                return new Hop(name, port, process);
            }
            catch (SocketException) when (!process.HasExited)
            {
                await Task.Delay(50);
            }
        }

        throw new InvalidOperationException($"{name} did not listen on port {port}");
    }

    /// <summary>CPU seconds used so far.</summary>
    public double Cpu => _process is null ? 0 : Family().Sum(pid => Stat(pid));

    /// <summary>Resident memory, in bytes.</summary>
    public long Resident => _process is null ? 0 : Family().Sum(pid => long.Parse(File.ReadAllText($"/proc/{pid}/statm").Split(' ')[1]) * Environment.SystemPageSize);

    IEnumerable<int> Family() => new[] { _process!.Id }.Concat(
        Directory.GetDirectories($"/proc/{_process.Id}/task").SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse));

    static double Stat(int pid)
    {
        var fields = File.ReadAllText($"/proc/{pid}/stat").Split(')')[1].Split(' ');
        return (long.Parse(fields[12]) + long.Parse(fields[13])) * Tick;
    }

    public void Dispose()
    {
        if (_process is null)
            return;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit(5000);
        _process.Dispose();
    }
}
