using System.CommandLine;
using Sluice.Diagnosis.Probing;

namespace Sluice.Cli;

/// <summary><c>sluice probe</c>: times a stream and says whether, where and how it is buffered.</summary>
static class Probe
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var url = new Argument<string?>("URL") { Description = "The outermost address; whatever path reaches the stream.", Arity = ArgumentArity.ZeroOrOne };
        var hops = new Option<string[]>("--hop") { Description = "A hop as NAME=URL, outermost first; repeat it for each hop behind.", HelpName = "NAME=URL" };
        var model = new Option<string?>("--model", "-m") { Description = "Ask this model instead of a plain GET; 'origin' for a reference origin behind a gateway.", HelpName = "MODEL" };
        var key = new Option<string?>("--key") { Description = "API key; without it, SLUICE_PROBE_KEY from the environment.", HelpName = "KEY" };
        var header = new Option<string[]>("--header", "-H") { Description = "A further request header; repeatable.", HelpName = "'NAME: VALUE'" };
        var post = new Option<bool>("--post") { Description = "POST instead of GET." };
        var insecure = new Option<bool>("--insecure", "-k") { Description = "Accept any certificate." };
        var format = new Option<string>("--format") { Description = "What to print.", HelpName = "text|json|prometheus", DefaultValueFactory = _ => "text" };
        var html = new Option<string?>("--html") { Description = "Also write a self-contained page with a plot.", HelpName = "FILE" };
        var prometheus = new Option<bool>("--prometheus") { Description = "The same as --format prometheus." };
        var expect = new Option<string>("--expect")
        {
            Description = "streaming: fail where events are held; head: also where the head waits for them; any: report only.",
            HelpName = "streaming|head|any",
            DefaultValueFactory = _ => "streaming",
        };
        var ttfb = new Option<string?>("--max-added-ttfb") { Description = "Fail where the first event takes longer than this from its sending to its arrival.", HelpName = "TIME" };
        var timeouts = new Option<bool>("--find-timeouts") { Description = "Also find the limits of the path by keeping quiet; takes as long as --max-wait." };
        var wait = new Option<string>("--max-wait") { Description = "Longest silence to try.", HelpName = "TIME", DefaultValueFactory = _ => "75s" };
        var watch = new Option<string?>("--watch") { Description = "Repeat it after this pause, and report changes in full.", HelpName = "TIME" };
        var times = new Option<int?>("--times") { Description = "With --watch: stop after so many runs.", HelpName = "N" };
        var command = new Command("probe", "Time a stream and say whether, where and how it is buffered.")
        {
            url, hops, model, key, header, post, insecure, format, html, prometheus, expect, ttfb, timeouts, wait, watch, times,
        };
        command.SetAction((result, cancellation) =>
        {
            var asked = new ProbeArguments
            {
                Url = result.GetValue(url),
                Hops = result.GetValue(hops) ?? [],
                Model = result.GetValue(model),
                Key = result.GetValue(key) ?? Environment.GetEnvironmentVariable("SLUICE_PROBE_KEY"),
                Headers = result.GetValue(header) ?? [],
                Post = result.GetValue(post),
                Insecure = result.GetValue(insecure),
                Format = result.GetValue(prometheus) ? "prometheus" : result.GetValue(format) ?? "text",
                Html = result.GetValue(html),
                Expect = result.GetValue(expect) ?? "streaming",
                MaxAddedTtfb = result.GetValue(ttfb),
                FindTimeouts = result.GetValue(timeouts),
                MaxWait = result.GetValue(wait) ?? "75s",
                Watch = result.GetValue(watch),
                Times = result.GetValue(times),
            };
            return RunAsync(asked, result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, TimeProvider.System, cancellation);
        });
        return command;
    }

    /// <summary>Probes.</summary>
    /// <param name="asked">What was typed.</param>
    /// <param name="output">Takes the report.</param>
    /// <param name="error">Takes what is wrong with the call, and progress where it is a terminal.</param>
    /// <param name="time">The clock of all stamps.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>0 as expected, 1 not, 2 wrong usage, 3 nothing could be probed.</returns>
    public static async Task<int> RunAsync(ProbeArguments asked, TextWriter output, TextWriter error, TimeProvider time, CancellationToken cancellationToken = default)
    {
        if (ProbeSettings.Read(asked, out var settings) is { } problem)
        {
            await error.WriteLineAsync($"sluice probe: {problem}");
            return ProbeRun.WrongUsage;
        }

        try
        {
            return await new ProbeRun(settings, new ProbeClient(time), time, output, error).RunAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"sluice probe: {fault.Message}");
            return ProbeRun.CouldNotRun;
        }
    }
}
