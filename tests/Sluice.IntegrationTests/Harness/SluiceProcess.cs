using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Harness;

/// <summary><c>sluice</c> as users run it: a process of its own, told what to do by arguments, files and signals.</summary>
sealed partial class SluiceProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly LineStream _output = new();
    readonly Task<string> _errors;
    readonly Task _reading;

    SluiceProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = process.StandardOutput.BaseStream.CopyToAsync(_output);
    }

    /// <summary>Address of the API, as the process says it.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Address of administration, as the process says it.</summary>
    public Uri Admin { get; private set; } = new("http://127.0.0.1");

    /// <summary>Starts the process; does not wait for anything.</summary>
    public static SluiceProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "sluice.dll")))
            start.ArgumentList.Add(argument);
        return new SluiceProcess(Process.Start(start)!);
    }

    /// <summary>Starts <c>sluice serve</c> on a file and waits until it listens.</summary>
    public static async Task<SluiceProcess> ServeAsync(string file)
    {
        var sluice = Start("serve", "--config", file);
        var line = await sluice.LineAsync("listening on");
        var addresses = Addresses().Matches(line);
        (sluice.Address, sluice.Admin) = (new Uri(addresses[0].Value), new Uri(addresses[1].Value));
        return sluice;
    }

    /// <summary>Waits for the n-th log line with that text.</summary>
    public Task<string> LineAsync(string text, int number = 1) =>
        _output.LineAsync(text, number).Within($"log line {number} with '{text}'", situation: () => _output.ToString());

    /// <summary>Waits for the line of the n-th exchange.</summary>
    public async Task<JsonElement> ExchangeAsync(int number = 1) => JsonDocument.Parse(await LineAsync("\"event\":\"exchange\"", number)).RootElement;

    /// <summary>Sends a signal.</summary>
    public async Task SignalAsync(PosixSignal signal)
    {
        var name = signal switch { PosixSignal.SIGTERM => "TERM", PosixSignal.SIGHUP => "HUP", PosixSignal.SIGINT => "INT", _ => throw new ArgumentOutOfRangeException(nameof(signal)) };
        using var kill = Process.Start("sh", ["-c", $"kill -{name} {_process.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for the end of the process.</summary>
    public async Task<(int Code, string Errors)> ExitAsync()
    {
        await _process.WaitForExitAsync().Within("sluice to exit", situation: () => _output.ToString());
        await _reading;
        return (_process.ExitCode, await _errors);
    }

    /// <summary>All it has logged.</summary>
    public string Log => _output.ToString();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"http://[0-9.]+:[0-9]+")]
    private static partial Regex Addresses();
}
