using System.CommandLine;
using System.Net.Sockets;
using Spectre.Console;

namespace Sluice.Cli;

/// <summary><c>sluice bench</c>: loads a gateway with streams and prints what it adds to the direct path.</summary>
static class Bench
{
    /// <summary>Everything arrived.</summary>
    public const int Good = 0;

    /// <summary>Streams were broken: events lost, doubled or out of order, or answers that were no streams.</summary>
    public const int Bad = 1;

    /// <summary>The call itself is wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>Nothing could be measured.</summary>
    public const int CouldNotRun = 3;

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var target = new Option<string?>("--target", "-t") { Description = "The gateway; a base address means its chat path. Without it, a gateway of this build is started and measured.", HelpName = "URL" };
        var direct = new Option<string?>("--direct") { Description = "The model server behind the gateway, asked without it. Without it, a scripted one is started for the gateway to be pointed at.", HelpName = "URL" };
        var upstream = new Option<string>("--upstream") { Description = "Where the scripted model server listens.", HelpName = "ADDR", DefaultValueFactory = _ => BenchArguments.DefaultUpstream };
        var model = new Option<string>("--model", "-m") { Description = "The model to ask the gateway for.", HelpName = "MODEL", DefaultValueFactory = _ => "bench" };
        var key = new Option<string?>("--key") { Description = "API key; without it, SLUICE_BENCH_KEY from the environment.", HelpName = "KEY" };
        var directModel = new Option<string?>("--direct-model") { Description = "The model to ask the server behind it for; the same one.", HelpName = "MODEL" };
        var directKey = new Option<string?>("--direct-key") { Description = "That server's API key; without it, SLUICE_BENCH_DIRECT_KEY from the environment.", HelpName = "KEY" };
        var header = new Option<string[]>("--header", "-H") { Description = "A further request header; repeatable.", HelpName = "'NAME: VALUE'" };
        var insecure = new Option<bool>("--insecure", "-k") { Description = "Accept any certificate." };
        var rounds = new Option<int>("--rounds") { Description = "How often each path is measured, in turn.", HelpName = "N", DefaultValueFactory = _ => 3 };
        var clients = new Option<int>("--clients") { Description = "Streams at once.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var duration = new Option<string>("--duration") { Description = "How long each load lasts.", HelpName = "TIME", DefaultValueFactory = _ => "3s" };
        var singles = new Option<int?>("--singles") { Description = "Streams one at a time, for the first byte; 500, or 5 with --direct, since a real model is paid for.", HelpName = "N" };
        var cancels = new Option<int>("--cancels") { Description = "Streams that the client resets.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var wait = new Option<string>("--wait") { Description = "How long to wait until the gateway reaches the scripted model server.", HelpName = "TIME", DefaultValueFactory = _ => "60s" };
        var message = new Option<string>("--message") { Description = "What a real model is asked, with --direct.", HelpName = "TEXT", DefaultValueFactory = _ => "Count from 1 to 30, one number per line." };
        var format = new Option<string>("--format") { Description = "What to print.", HelpName = "text|json", DefaultValueFactory = _ => "text" };
        var command = new Command("bench", "Load a gateway with streams and print what it adds.")
        {
            target, direct, upstream, model, key, directModel, directKey, header, insecure, rounds, clients, duration, singles, cancels, wait, message, format,
        };
        command.SetAction((result, cancellation) => RunAsync(
            new BenchArguments
            {
                Target = result.GetValue(target),
                Direct = result.GetValue(direct),
                Upstream = result.GetValue(upstream) ?? BenchArguments.DefaultUpstream,
                Model = result.GetValue(model) ?? "bench",
                Key = result.GetValue(key) ?? Environment.GetEnvironmentVariable("SLUICE_BENCH_KEY"),
                DirectModel = result.GetValue(directModel),
                DirectKey = result.GetValue(directKey) ?? Environment.GetEnvironmentVariable("SLUICE_BENCH_DIRECT_KEY"),
                Headers = result.GetValue(header) ?? [],
                Insecure = result.GetValue(insecure),
                Rounds = result.GetValue(rounds),
                Clients = result.GetValue(clients),
                Duration = result.GetValue(duration) ?? "3s",
                Singles = result.GetValue(singles),
                Cancels = result.GetValue(cancels),
                Wait = result.GetValue(wait) ?? "60s",
                Message = result.GetValue(message) ?? "",
                Format = result.GetValue(format) ?? "text",
            },
            result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, TimeProvider.System, cancellation));
        return command;
    }

    /// <summary>Measures.</summary>
    /// <param name="asked">What was typed.</param>
    /// <param name="output">Takes the report.</param>
    /// <param name="error">Takes what is wrong, what to do, and progress where it is a terminal.</param>
    /// <param name="time">The clock of all stamps.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One of the exit codes above.</returns>
    public static async Task<int> RunAsync(BenchArguments asked, TextWriter output, TextWriter error, TimeProvider time, CancellationToken cancellationToken = default)
    {
        if (BenchSettings.Read(asked, out var settings) is { } problem)
        {
            await error.WriteLineAsync($"sluice bench: {problem}");
            return WrongUsage;
        }

        try
        {
            await using var bed = await BenchBed.StartAsync(settings, error, time, cancellationToken);
            var report = await WithProgressAsync(ProbeRun.ConsoleOf(error), (say, cancellation) => new BenchRun(bed, settings, time, say).RunAsync(cancellation), cancellationToken);
            await output.WriteLineAsync(asked.Format == "json" ? BenchReport.Json(report) : BenchReport.Text(report));
            await output.FlushAsync(cancellationToken);
            return report.Faults.Count == 0 ? Good : Bad;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("sluice bench: stopped");
            return CouldNotRun;
        }
        catch (Exception fault) when (fault is IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            await error.WriteLineAsync($"sluice bench: {fault.Message}");
            return CouldNotRun;
        }
    }

    static Task<BenchOutcome> WithProgressAsync(
        IAnsiConsole console, Func<Action<BenchProgress>, CancellationToken, Task<BenchOutcome>> run, CancellationToken cancellationToken)
    {
        if (!console.Profile.Capabilities.Interactive)
            return run(_ => { }, cancellationToken);
        return console.Progress().Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn()).StartAsync(context =>
        {
            var task = context.AddTask("measuring");
            return run(
                progress =>
                {
                    task.Description = Markup.Escape(progress.Doing);
                    (task.MaxValue, task.Value) = (progress.Of, progress.Done);
                },
                cancellationToken);
        });
    }
}
