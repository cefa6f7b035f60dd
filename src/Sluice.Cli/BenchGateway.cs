using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Sluice.Cli;

/// <summary><c>sluice serve</c> of this build, as a process of its own: in ours it would share what it is measured with.</summary>
sealed partial class BenchGateway : IAsyncDisposable
{
    /// <summary>The key that it checks.</summary>
    public const string Key = "sk-bench";

    readonly Process _process;
    readonly string _folder;

    BenchGateway(Process process, string folder) => (_process, _folder) = (process, folder);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Starts a gateway in front of a model server and waits until it listens.</summary>
    /// <exception cref="IOException">It does not start.</exception>
    public static async Task<BenchGateway> StartAsync(IPEndPoint upstream, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("sluice-bench-").FullName;
        var file = Path.Combine(folder, "sluice.yaml");
        await File.WriteAllTextAsync(
            file,
            $$"""
            listen: 127.0.0.1:0
            admin_listen: off
            api_keys: [ {{Key}} ]
            providers:
              bench: { type: openai-compatible, base_url: "http://{{upstream}}/v1" }
            routes:
              - model: "*"
                candidates: [ { provider: bench } ]
            """,
            cancellationToken);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) != "sluice")
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "sluice.dll"));
        foreach (var argument in new[] { "serve", "--config", file })
            start.ArgumentList.Add(argument);
        var gateway = new BenchGateway(Process.Start(start) ?? throw new IOException("the gateway could not be started"), folder);
        try
        {
            await gateway.UntilListeningAsync(cancellationToken);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    async Task UntilListeningAsync(CancellationToken cancellationToken)
    {
        var said = "";
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            said = line;
            if (Listening().Match(line) is not { Success: true } match)
                continue;
            Address = new Uri(match.Groups[1].Value);
            // Nobody reads the exchange lines, but they have to go somewhere, or the gateway would wait for us.
            _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return;
        }

        throw new IOException($"the gateway that was to be measured did not start: {await _process.StandardError.ReadToEndAsync(cancellationToken)}{said}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex(@"listening on (http://[0-9.]+:[0-9]+)")]
    private static partial Regex Listening();
}
