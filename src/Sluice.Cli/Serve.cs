using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Listeners;

namespace Sluice.Cli;

/// <summary><c>sluice serve</c>: runs the gateway, and the forward proxy where one is configured.</summary>
static partial class Serve
{
    const string DefaultFile = "sluice.yaml";

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var config = new Option<string?>("--config", "-c") { Description = "The configuration file; sluice.yaml where it is there, otherwise the environment.", HelpName = "FILE" };
        var listen = new Option<string?>("--listen", "-l") { Description = "Address of the API, in place of the configured one.", HelpName = "ADDR" };
        var command = new Command("serve", "Run the gateway (and the forward proxy, where configured).") { config, listen };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(config), result.GetValue(listen)));
        return command;
    }

    static async Task<int> RunAsync(string? file, string? listen)
    {
        file ??= File.Exists(DefaultFile) ? DefaultFile : null;
        var configuration = file is null
            ? EnvironmentConfiguration.Read(Environment.GetEnvironmentVariable, listen)
            : await ConfigurationReader.ReadFileAsync(file, Environment.GetEnvironmentVariable, listen);
        foreach (var finding in configuration.Findings)
            await Console.Error.WriteLineAsync(finding.ToString());
        if (configuration.Options is not { } options)
            return configuration.Unreadable ? 3 : 1;

        await using var demo = options.Providers.Count == 0 ? DemoModel.Start() : null;
        options = demo?.AddTo(options) ?? options;
        GatewayHost host;
        try
        {
            host = await GatewayHost.StartAsync(options, Console.OpenStandardOutput());
        }
        catch (Exception fault) when (fault is IOException or CertificateAuthorityException or System.Net.Sockets.SocketException or System.Security.Cryptography.CryptographicException)
        {
            await Console.Error.WriteLineAsync($"sluice: {fault.Message}");
            return 3;
        }

        await using var started = host;
        await RunUntilSignalAsync(host, configuration, file, listen, demo);
        return 0;
    }

    /// <summary>Serves until told to stop: SIGTERM drains with propagation, SIGINT without, a second one of either hurries. SIGHUP reloads.</summary>
    internal static async Task RunUntilSignalAsync(GatewayHost host, ConfigurationResult? configuration, string? file, string? listen, DemoModel? demo)
    {
        var log = host.Loggers.CreateLogger("Sluice");
        await using var watcher = file is null || configuration is null ? null : new ConfigurationWatcher(
            new ConfigurationWatcherOptions(file, Environment.GetEnvironmentVariable, listen),
            configuration,
            options =>
            {
                host.State.Apply(demo?.AddTo(options) ?? options);
                return ValueTask.CompletedTask;
            },
            host.State.Time,
            log);
        watcher?.Start();

        var stop = new TaskCompletionSource<PosixSignal>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var hurry = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            if (!stop.TrySetResult(signal.Signal))
                hurry.Cancel();
        }

        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var reload = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = watcher?.ReloadAsync("SIGHUP");
        });

        Listening(log, string.Join(", ", host.Addresses), host.AdminAddress?.ToString() ?? "off", host.State.Slots.Total);
        var received = await stop.Task;
        host.State.Drain.StopBeingReady();
        Draining(log, received.ToString(), host.State.Drain.Active);
        await host.DrainAsync(propagate: received == PosixSignal.SIGTERM, hurry.Token);
        Stopped(log, host.State.Drain.Active);
    }

    [LoggerMessage(100, LogLevel.Information, "listening on {Addresses}, administration on {Admin}, {Slots} stream slots")]
    static partial void Listening(ILogger log, string addresses, string admin, int slots);

    [LoggerMessage(101, LogLevel.Information, "{Signal}: not ready any more, {Active} exchanges open")]
    static partial void Draining(ILogger log, string signal, int active);

    [LoggerMessage(102, LogLevel.Information, "stopped with {Active} exchanges open")]
    static partial void Stopped(ILogger log, int active);
}
