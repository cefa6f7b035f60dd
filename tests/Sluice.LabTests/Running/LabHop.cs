using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sluice.LabTests.Data;

namespace Sluice.LabTests.Running;

/// <summary>A product that runs as a hop: a child process on a free port of loopback, in a folder of its own, ended with the object.</summary>
internal sealed class LabHop : IAsyncDisposable
{
    /// <summary>Should even the test be killed, no hop outlives this.</summary>
    const int LongestLifeInSeconds = 600;

    const int Attempts = 3;

    static readonly TimeSpan Start = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Stop = TimeSpan.FromSeconds(3);
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(40);

    readonly Process _process;
    readonly string _folder;
    readonly StringBuilder _output;

    LabHop(Process process, string folder, int port, StringBuilder output) => (_process, _folder, Port, _output) = (process, folder, port, output);

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Starts a hop and waits until it takes connections.</summary>
    /// <param name="setup">Whose hop.</param>
    /// <param name="tier">Which.</param>
    /// <param name="upstream">The port of what is behind it.</param>
    /// <param name="certificate">For hops with TLS.</param>
    /// <exception cref="InvalidOperationException">It does not start; its own words are in the message.</exception>
    public static async Task<LabHop> StartAsync(LabSetup setup, LabTier tier, int upstream, LabCertificate certificate)
    {
        for (var attempt = 1; ; attempt++)
        {
            var hop = Launch(setup, tier, upstream, certificate);
            if (await hop.ListensAsync())
                return hop;
            var words = hop.Words();
            await hop.DisposeAsync();
            // Somebody else may have taken the port between finding and using it.
            if (attempt == Attempts)
                throw new InvalidOperationException($"{setup.Name}: {tier.Product} does not listen; it says:\n{words}");
        }
    }

    /// <summary>What it has printed.</summary>
    public string Words()
    {
        lock (_output)
            return _output.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
            {
                using var kill = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_process.Id}")]);
                await kill.WaitForExitAsync();
                using var patience = new CancellationTokenSource(Stop);
                await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
            _process.Dispose();
            DeleteFolder();
        }
    }

    static LabHop Launch(LabSetup setup, LabTier tier, int upstream, LabCertificate certificate)
    {
        var product = LabProduct.All[tier.Product];
        var folder = Directory.CreateTempSubdirectory($"sluice-lab-{setup.Name}-").FullName;
        // Hops that drop their rights still have to read and write there.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        var port = FreePort();
        var placeholders = new Placeholders(folder, port, upstream, certificate);
        // Scripts keep their extension, which says what they are.
        var config = Path.Combine(folder, tier.Config);
        File.WriteAllText(config, placeholders.Fill(File.ReadAllText(Path.Combine(setup.Folder, tier.Config))));
        placeholders.With(config);
        string[] guard = ["-k", "5", LongestLifeInSeconds.ToString(CultureInfo.InvariantCulture), product.Find()];
        var start = new ProcessStartInfo("timeout", [.. guard, .. product.Arguments.Select(placeholders.Fill)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["NODE_PATH"] = $"{Repository.Shared}:{Repository.NodeModules}";
        // Caddy keeps what it learns in the user's home.
        start.Environment["HOME"] = start.Environment["XDG_DATA_HOME"] = start.Environment["XDG_CONFIG_HOME"] = folder;
        var output = new StringBuilder();
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Add(output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(output, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process, folder, port, output);
    }

    static void Add(StringBuilder output, string? line)
    {
        lock (output)
            output.AppendLine(line);
    }

    async Task<bool> ListensAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!_process.HasExited && TimeProvider.System.GetElapsedTime(began) < Start)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(Between);
            }
        }

        return false;
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    void DeleteFolder()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // A child of the hop may still be putting its last file there; the folder is in the system's temporary one.
        }
    }
}
