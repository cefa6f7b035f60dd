using System.Text;
using Sluice.Diagnosis.Arrivals;
using Sluice.Diagnosis.Examination;
using Sluice.Diagnosis.Probing;
using Sluice.Diagnosis.Reports;
using Spectre.Console;

namespace Sluice.Cli;

/// <summary>Probes once or again and again, writes the reports and decides on the exit code.</summary>
sealed class ProbeRun(ProbeSettings settings, ProbeClient client, TimeProvider time, TextWriter output, TextWriter error)
{
    /// <summary>As expected.</summary>
    public const int Good = 0;

    /// <summary>The stream is held, cut or late.</summary>
    public const int Bad = 1;

    /// <summary>The call itself is wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>Nothing answered, or not with a stream.</summary>
    public const int CouldNotRun = 3;

    readonly IAnsiConsole _console = ConsoleOf(output);
    readonly IAnsiConsole _progress = ConsoleOf(error);

    /// <summary>Runs.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (settings.Watch is not { } pause)
            return await OnceAsync(cancellationToken);
        var (worst, last) = (Good, (string?)null);
        for (var run = 1; ; run++)
        {
            var report = await ProbeAsync(cancellationToken);
            var code = Judge(report, out var reason);
            worst = Math.Max(worst, code);
            var now = $"{Words.Code(report.Outermost.Pattern.Kind)} {string.Join(',', report.Blames.Select(b => b.Name))} {code}";
            if (settings.Asked.Format == "text")
                await output.WriteLineAsync(ProbeTerminal.Line(report));
            if (now != last || settings.Asked.Format != "text")
                await WriteAsync(report, code, reason);
            last = now;
            if (run == settings.Asked.Times)
                return worst;
            try
            {
                await Task.Delay(pause, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return worst;
            }
        }
    }

    async Task<int> OnceAsync(CancellationToken cancellationToken)
    {
        var report = await ProbeAsync(cancellationToken);
        var code = Judge(report, out var reason);
        await WriteAsync(report, code, reason);
        return code;
    }

    async Task<ProbeReport> ProbeAsync(CancellationToken cancellationToken)
    {
        if (!_progress.Profile.Capabilities.Interactive)
            return await ProbeAsync(null, cancellationToken);
        return await _progress.Status().StartAsync("connecting", context =>
            ProbeAsync(new Reporter(p => context.Status(Markup.Escape($"{p.Hop}: {p.Doing}"))), cancellationToken));
    }

    async Task<ProbeReport> ProbeAsync(IProgress<ProbeProgress>? progress, CancellationToken cancellationToken)
    {
        var report = await new ChainExaminer(client.ObserveAsync, time, progress).ExamineAsync(settings.Hops, cuts: true, settings.Asked.Post, cancellationToken);
        if (!settings.Asked.FindTimeouts || !report.Outermost.Decisive.Observation.Stamped)
            return report;
        progress?.Report(new(report.Outermost.Target.Name, $"keeping quiet for up to {Words.Time(settings.MaxWait)} to find limits"));
        var version = report.Outermost.Decisive.Variation.Version;
        return report with { Timeouts = await new TimeoutFinder(client.ObserveAsync).FindAsync(settings.Hops[0], settings.MaxWait, version, cancellationToken) };
    }

    int Judge(ProbeReport report, out string? reason)
    {
        var hop = report.Outermost;
        reason = null;
        if (hop.Pattern.Kind == PatternKind.Failed)
            return CouldNotRun;
        if (settings.Asked.Expect == "any")
            return Good;
        if (hop.Pattern.IsHeld || hop.Pattern.Kind is PatternKind.Cut or PatternKind.TruncatedLooksComplete)
            return Bad;
        if (settings.Asked.Expect == "head" && hop.Pattern.Kind == PatternKind.HeadHeld)
            return Bad;
        if (settings.MaxAddedTtfb is not { } most)
            return Good;
        if (hop.AddedToFirst is not { } added)
            reason = "--max-added-ttfb needs a reference origin behind the path: without stamps nobody knows when the first event was sent";
        else if (added > most)
            reason = $"the first event took {Words.Time(added)} from its sending to its arrival, expected at most {Words.Time(most)}";
        return reason is null ? Good : hop.AddedToFirst is null ? CouldNotRun : Bad;
    }

    async Task WriteAsync(ProbeReport report, int code, string? reason)
    {
        if (settings.Asked.Html is { } html)
            await File.WriteAllTextAsync(html, HtmlReport.Write(report));
        switch (settings.Asked.Format)
        {
            case "json":
                using (var buffer = new MemoryStream())
                {
                    JsonReport.Write(report, buffer);
                    await output.WriteLineAsync(Encoding.UTF8.GetString(buffer.ToArray()));
                }

                break;
            case "prometheus":
                await output.WriteAsync(PrometheusReport.Write(report));
                break;
            default:
                new ProbeTerminal(_console).Write(report, settings, code, reason);
                break;
        }

        await output.FlushAsync();
        if (reason is not null && settings.Asked.Format != "text")
            await error.WriteLineAsync($"sluice probe: {reason}");
    }

    /// <summary>A console that writes there, with colours only where it is a terminal.</summary>
    internal static IAnsiConsole ConsoleOf(TextWriter writer)
    {
        var target = new AnsiConsoleOutput(writer);
        // Left to itself it would colour a file as soon as the terminal around it has colours.
        return AnsiConsole.Create(new() { Out = target, Ansi = target.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No });
    }

    sealed class Reporter(Action<ProbeProgress> report) : IProgress<ProbeProgress>
    {
        public void Report(ProbeProgress value) => report(value);
    }
}
