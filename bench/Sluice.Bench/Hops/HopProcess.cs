using System.Diagnostics;
using System.Globalization;

namespace Sluice.Bench.Hops;

/// <summary>A process with its children: CPU and memory as the kernel counts them.</summary>
sealed class HopProcess : IDisposable
{
    /// <summary>What /proc counts CPU time in; 100 a second on every Linux there is.</summary>
    const double Tick = 1.0 / 100;

    readonly Process _process;
    readonly string _name;
    readonly Queue<string> _said = new();

    HopProcess(string name, Process process)
    {
        (_name, _process) = (name, process);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts a process; its standard output, the gateway's log among it, is read and dropped.</summary>
    public static HopProcess Start(string name, IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        return new(name, Process.Start(start)!);
    }

    /// <summary>Whether it ended by itself.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The last lines of its standard error.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return string.Join('\n', _said);
        }
    }

    /// <summary>CPU seconds used so far, of the process and its children.</summary>
    public double Cpu => Family().Sum(pid => CpuOf(pid));

    /// <summary>Resident memory in bytes, of the process and its children.</summary>
    public long Resident => Family().Sum(pid => long.Parse(File.ReadAllText($"/proc/{pid}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize);

    /// <summary>Processes that do the work; a master that only watches its workers is one, too.</summary>
    public int Processes => Family().Count();

    /// <summary>CPU seconds used so far by one process.</summary>
    public static double CpuOf(int pid)
    {
        // The name in the second field may contain blanks and brackets; what follows the last bracket does not.
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * Tick;
    }

    IEnumerable<int> Family() => new[] { _process.Id }.Concat(
        Directory.GetDirectories($"/proc/{_process.Id}/task").SelectMany(Children).Select(pid => int.Parse(pid, CultureInfo.InvariantCulture)));

    static bool Zombie(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }

    static string[] Children(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            // A thread that ended between the listing and the reading has no children.
            return [];
        }
    }

    void Hear(string? line)
    {
        if (line is not { Length: > 0 })
            return;
        lock (_said)
        {
            _said.Enqueue(line);
            if (_said.Count > 20)
                _said.Dequeue();
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            var family = Family().ToArray();
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(5000);
            // A worker that outlives its master keeps the port.
            for (var i = 0; i < 500 && family.Any(pid => Directory.Exists($"/proc/{pid}/fd") && !Zombie(pid)); i++)
                Thread.Sleep(10);
        }

        if (Said is { Length: > 0 } said)
            Console.Error.WriteLine($"{_name}: {said}");
        _process.Dispose();
    }
}
